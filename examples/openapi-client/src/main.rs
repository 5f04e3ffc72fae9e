//! Generates a client from an OpenAPI 3.1 document in a build script, and calls a server with it.

use std::error::Error;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener};
use std::thread;

use futures_util::TryStreamExt;

use crate::library::types::{LendBook409, Loan, LoanNoteOrNull};
use crate::library::{Client, Error as Failure};

#[allow(clippy::all, dead_code, reason = "generated code")]
mod library {
    include!(concat!(env!("OUT_DIR"), "/library.rs"));
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let client = Client::new(&format!("http://{}", serve()?));

    let books = client.list_books(None, Some("monsters")).await?.into_inner();
    for book in &books {
        let author = book.author.as_ref().and_then(|author| author.name.as_deref());
        println!("{} by {}", book.title, author.unwrap_or("somebody"));
    }

    // Text in a path is a type, because `..` would be another path.
    let title = books.first().ok_or("no book")?.title.parse()?;
    let loan = Loan {
        reader: "67e55044-10b1-426f-9247-bb680e5fe0c8".parse()?,
        until: "2031-05-01".parse()?,
        // Three states: `None` is not sent, and this is null.
        note: Some(LoanNoteOrNull(None)),
    };
    let lent = client.lend_book(&title, &loan).await?;
    println!("{}: loan {} until {}", lent.status(), lent.number, loan.until);

    // A failure keeps its status, and arrives as bytes: the report names their type.
    let Err(Failure::ErrorResponse(failure)) = client.lend_book(&title, &loan).await else {
        return Err("lent twice".into());
    };
    let status = failure.status();
    let body = failure.into_inner().into_inner().try_collect::<Vec<_>>().await?.concat();
    let problem: LendBook409 = serde_json::from_slice(&body)?;
    println!("{status}: {}", problem.detail.ok_or("no detail")?);
    Ok(())
}

/// Serves like a library with a single copy of a book, on this machine.
fn serve() -> Result<SocketAddr, Box<dyn Error>> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let address = listener.local_addr()?;
    thread::spawn(move || {
        let mut is_lent = false;
        for stream in listener.incoming() {
            let mut stream = stream?;
            let mut reader = BufReader::new(stream.try_clone()?);
            let mut head = String::new();
            while !head.ends_with("\r\n\r\n") && reader.read_line(&mut head)? > 0 {}
            let length = |line: &str| line.strip_prefix("content-length: ")?.parse().ok();
            let mut body = vec![0; head.lines().find_map(length).unwrap_or(0)];
            reader.read_exact(&mut body)?;
            println!("> {}", head.lines().next().unwrap_or_default());
            let (status, body) = if head.starts_with("GET /books?subject=monsters ") {
                let author = r#"{"name": "Mary Shelley"}"#;
                ("200 OK", format!(r#"[{{"title": "Frankenstein/1818", "author": {author}}}]"#))
            } else {
                println!("> {}", String::from_utf8_lossy(&body));
                match std::mem::replace(&mut is_lent, true) {
                    false => ("201 Created", r#"{"number": 7}"#.to_owned()),
                    true => ("409 Conflict", r#"{"detail": "lent until May"}"#.to_owned()),
                }
            };
            let length = body.len();
            write!(
                stream,
                "HTTP/1.1 {status}\r\nconnection: close\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n{body}"
            )?;
        }
        Ok::<_, std::io::Error>(())
    });
    Ok(address)
}
