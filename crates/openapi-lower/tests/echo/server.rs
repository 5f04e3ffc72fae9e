#![allow(warnings)]
//! The main file of the program that makes the calls.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::mpsc;

pub struct Arguments(serde_json::Map<String, serde_json::Value>);

impl Arguments {
    /// An argument that is not there is null, which is `None`.
    fn take<T: serde::de::DeserializeOwned>(&mut self, name: &str) -> Result<T, String> {
        let value = self.0.remove(name).unwrap_or_default();
        serde_json::from_value(value).map_err(|error| format!("{name}: {error}"))
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let (sender, heads) = mpsc::channel();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let (mut head, mut buffer) = (Vec::new(), [0; 4096]);
            while !head.windows(4).any(|end| end == b"\r\n\r\n") {
                match stream.read(&mut buffer).unwrap() {
                    0 => break,
                    count => head.extend(&buffer[..count]),
                }
            }
            sender.send(String::from_utf8_lossy(&head).into_owned()).unwrap();
            let response = "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 0\r\n\r\n";
            stream.write_all(response.as_bytes()).unwrap();
        }
    });
    for line in std::fs::read_to_string("input.txt").unwrap().lines() {
        let mut parts = line.splitn(3, '\t');
        let mut part = || parts.next().unwrap();
        let (document, operation) = (part(), part());
        let arguments = Arguments(serde_json::from_str(part()).unwrap());
        let result = dispatch(&address, document, operation, arguments).await;
        let (kind, text) = match (heads.try_recv(), result) {
            (Ok(head), _) => ("sent", head),
            (Err(_), Err(why)) => ("nothing", why),
            (Err(_), Ok(())) => ("nothing", "no error".to_owned()),
        };
        println!("{kind}\t{}", serde_json::to_string(&text).unwrap());
    }
}
