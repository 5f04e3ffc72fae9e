//! Missing tables in PostgreSQL.

use reditus::{Client, Conversion};
use reditus_outbox::{Address, Entry, ErrorKind, Worker, postgres};
use tokio_postgres::NoTls;

use crate::cluster;

#[tokio::test]
async fn missing_tables_abort_the_users_transaction_and_the_worker_says_so_when_it_starts() {
    let Some(server) = cluster::server() else { return };
    let url = server.database().url;
    let worker = |migrate| {
        let client = Client::builder("token").base_url("http://127.0.0.1:1");
        Worker::at(Address::parse(&url).unwrap()).client(client).migrate(migrate).spawn()
    };
    let error = worker(false).await.err().unwrap();
    assert_eq!(error.kind(), ErrorKind::Schema);
    assert!(error.to_string().contains("reditus outbox schema --postgres"), "{error}");

    let (mut user, connection) = tokio_postgres::connect(&url, NoTls).await.unwrap();
    tokio::spawn(connection);
    user.batch_execute("CREATE TABLE users (email text)").await.unwrap();
    let entry = Entry::new(&Conversion::affiliate("john").uid("1")).unwrap();
    let mut aborted = Vec::new();
    for migrate in [false, true] {
        if migrate {
            worker(true).await.unwrap().shutdown(std::time::Duration::from_secs(5)).await;
        }
        let tx = user.transaction().await.unwrap();
        tx.execute("INSERT INTO users VALUES ('jane@example.com')", &[]).await.unwrap();
        let enqueued = tx.execute(postgres::ENQUEUE, &[&entry.key(), &entry.body()]).await;
        aborted.push(enqueued.is_err());
        let _ = tx.commit().await;
    }
    assert_eq!(aborted, [true, false]);
    let users = user.query_one("SELECT count(*) FROM users", &[]).await.unwrap();
    assert_eq!(users.get::<_, i64>(0), 1, "the aborted one was rolled back");
}
