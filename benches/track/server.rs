//! A server that costs as little as possible, in a process of its own.

use std::{
    env,
    io::{BufRead, BufReader, Read, Write},
    net::{TcpListener, TcpStream},
    process::{Child, Command, Stdio},
};

const BODY: &str = r#"{"data":{"id":"5f0c6a4e-3f55-4b55-8c0d-6f9f6f0f6f0f","type":"referral","attributes":{"email":"jane@example.com","uid":"42","state":"converted","state_set_at":1767225600,"created_at":1767225600,"updated_at":1767225600}}}"#;

pub(crate) struct Server {
    process: Child,
    base_url: String,
}

impl Server {
    pub(crate) fn start() -> Self {
        let mut process = Command::new(env::current_exe().unwrap())
            .arg("serve")
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut base_url = String::new();
        BufReader::new(process.stdout.as_mut().unwrap()).read_line(&mut base_url).unwrap();
        Self { process, base_url: base_url.trim_end().to_owned() }
    }

    pub(crate) fn base_url(&self) -> &str {
        &self.base_url
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

pub(crate) fn serve() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    println!("http://localhost:{}", listener.local_addr().unwrap().port());
    while let Ok((stream, _)) = listener.accept() {
        std::thread::spawn(|| respond(stream));
    }
}

/// A request of any kind is one segment, and ends with its body's brace.
fn respond(mut stream: TcpStream) {
    let response = format!(
        "HTTP/1.1 201 Created\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{BODY}",
        BODY.len()
    );
    let _ = stream.set_nodelay(true);
    let mut request = Vec::new();
    let mut buffer = [0; 4096];
    while let Ok(read @ 1..) = stream.read(&mut buffer) {
        request.extend_from_slice(&buffer[..read]);
        if request.ends_with(b"}") {
            request.clear();
            if stream.write_all(response.as_bytes()).is_err() {
                return;
            }
        }
    }
}
