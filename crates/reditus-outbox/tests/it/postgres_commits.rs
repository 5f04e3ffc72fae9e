//! On a server that does not wait for its disk, the outbox's own commits do.

use std::time::Duration;

use reditus::{Client, Conversion, RateLimit};
use reditus_outbox::{Address, Entry, Origin, Worker, postgres};
use reditus_sandbox::Sandbox;
use tokio_postgres::NoTls;

use crate::cluster;

/// Says for each write to an entry how its transaction commits.
const NOTES: &str = "
    CREATE TABLE notes (commits text);
    CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN
        INSERT INTO public.notes VALUES (current_setting(''synchronous_commit''));
        RETURN new;
    END';
    CREATE TRIGGER note AFTER INSERT OR UPDATE ON reditus_outbox.entries
        FOR EACH ROW EXECUTE FUNCTION public.note();";

#[tokio::test]
async fn the_outbox_syncs_its_commits_and_leaves_the_users_and_other_settings_alone() {
    let Some(server) = cluster::server() else { return };
    for (servers, ours) in
        [("off", "on"), ("local", "local"), ("remote_write", "remote_write"), ("on", "on")]
    {
        let url = server.database().url;
        let (_, name) = url.rsplit_once('/').unwrap();
        let setting = format!("ALTER DATABASE {name} SET synchronous_commit = {servers}");
        assert!(server.psql("postgres", &setting));
        let sandbox = Sandbox::start().await.unwrap();
        let worker = Worker::at(Address::Postgres(url.clone()))
            .client(Client::builder("token").base_url(sandbox.base_url()))
            .rate_limit(RateLimit::off())
            .migrate(true);
        let worker = worker.spawn().await.unwrap();
        let (user, connection) = tokio_postgres::connect(&url, NoTls).await.unwrap();
        tokio::spawn(connection);
        user.batch_execute(NOTES).await.unwrap();

        let entry = |uid| Entry::new(&Conversion::affiliate("john").uid(uid)).unwrap();
        let stored = worker.outbox().enqueue(vec![entry("1")], Origin::Application).await;
        assert_eq!(stored.unwrap(), [true]);
        while !worker.outbox().stats().await.unwrap().is_empty() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        worker.shutdown(Duration::from_secs(5)).await;
        let theirs = entry("2");
        user.execute(postgres::ENQUEUE, &[&theirs.key(), &theirs.body()]).await.unwrap();

        let notes = user.query("SELECT commits FROM notes", &[]).await.unwrap();
        let notes: Vec<String> = notes.iter().map(|note| note.get(0)).collect();
        // Stored, claimed and settled by the outbox; the last one stored by the user.
        assert_eq!(notes, [ours, ours, ours, servers]);
    }
}
