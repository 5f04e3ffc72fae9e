//! What the outbox costs on SQLite, each figure beside its peer in the same run: `cargo bench -p
//! reditus-outbox`.

use std::time::{Duration, Instant};

use reditus::{Client, Conversion, RateLimit};
use reditus_outbox::{Address, Entry, Origin, Outbox, Worker, sqlite, test_util::Inline};
use reditus_sandbox::Sandbox;
use rusqlite::{Connection, TransactionBehavior};

type Result<T = (), E = Box<dyn std::error::Error>> = std::result::Result<T, E>;

#[tokio::main]
async fn main() -> Result {
    enqueueing().await?;
    throughput().await?;
    latency().await?;
    claims().await?;
    idle().await
}

fn entry(uid: impl Into<String>) -> Result<Entry> {
    Ok(Entry::new(&Conversion::affiliate("john").email("jane@example.com").uid(uid))?)
}

struct Database {
    outbox: Outbox,
    address: Address,
    user: Connection,
    _folder: tempfile::TempDir,
}

async fn database() -> Result<Database> {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("app.db");
    let address = Address::Sqlite(path.clone());
    let outbox = Outbox::at(address.clone()).migrate(true).open().await?;
    let user = Connection::open(path)?;
    user.busy_timeout(Duration::from_secs(5))?;
    user.execute_batch("CREATE TABLE plain (key TEXT PRIMARY KEY, body TEXT)")?;
    Ok(Database { outbox, address, user, _folder: folder })
}

/// A transaction that enqueues, beside one that inserts into a plain table.
async fn enqueueing() -> Result {
    let mut database = database().await?;
    let plain = "INSERT INTO plain VALUES (?1, ?2)";
    let mut spent = [Duration::ZERO; 2];
    for number in 0..4000 {
        let which = number % 2;
        let entry = entry(number.to_string())?;
        let started = Instant::now();
        let tx = database.user.transaction_with_behavior(TransactionBehavior::Immediate)?;
        tx.execute([plain, sqlite::ENQUEUE][which], [entry.key(), entry.body()])?;
        tx.commit()?;
        spent[which] += started.elapsed();
    }
    let [plain, ours] = spent.map(|spent| spent / 2000);
    println!("transaction with a plain insert {plain:?}, with an enqueued conversion {ours:?}");
    Ok(())
}

/// Conversions a second without a limit, beside the client alone.
async fn throughput() -> Result {
    const COUNT: u32 = 500;
    let sandbox = Sandbox::start().await?;
    let builder = || Client::builder("token").base_url(sandbox.base_url());
    let client = builder().rate_limit(RateLimit::off()).build()?;
    let started = Instant::now();
    for number in 0..COUNT {
        client.track(Conversion::affiliate("john").uid(format!("alone {number}"))).await?;
    }
    let alone = f64::from(COUNT) / started.elapsed().as_secs_f64();
    let database = database().await?;
    let entries = (0..COUNT)
        .map(|number| Ok(Entry::new(&Conversion::affiliate("john").uid(number.to_string()))?))
        .collect::<Result<Vec<_>>>()?;
    database.outbox.enqueue(entries, Origin::Application).await?;
    let started = Instant::now();
    let worker =
        Worker::at(database.address.clone()).client(builder()).rate_limit(RateLimit::off());
    let worker = worker.spawn().await?;
    while !database.outbox.stats().await?.is_empty() {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let durable = f64::from(COUNT) / started.elapsed().as_secs_f64();
    worker.shutdown(Duration::from_secs(5)).await;
    println!("conversions a second: {alone:.0} by the client alone, {durable:.0} from the outbox");
    Ok(())
}

/// From the commit to the request.
async fn latency() -> Result {
    const COUNT: usize = 300;
    let sandbox = Sandbox::start().await?;
    let epoch = Instant::now();
    let database = database().await?;
    let client = Client::builder("token").base_url(sandbox.base_url());
    let worker = Worker::at(database.address.clone()).client(client).rate_limit(RateLimit::off());
    let worker = worker.spawn().await?;
    let mut waits = Vec::new();
    for number in 0..COUNT {
        tokio::time::sleep(Duration::from_millis(fastrand::u64(20..60))).await;
        let entry = Entry::new(&Conversion::affiliate("john").uid(number.to_string()))?;
        let seen = sandbox.requests().len();
        database.user.execute(sqlite::ENQUEUE, [entry.key(), entry.body()])?;
        let committed = Instant::now();
        while sandbox.requests().len() == seen {
            tokio::time::sleep(Duration::from_micros(200)).await;
        }
        waits.push(committed.elapsed());
    }
    worker.shutdown(Duration::from_secs(5)).await;
    waits.sort();
    let (p50, p99) = (waits[COUNT / 2], waits[COUNT * 99 / 100]);
    println!("commit to request: p50 {p50:?}, p99 {p99:?} ({COUNT} in {:?})", epoch.elapsed());
    Ok(())
}

/// A claim, a request and its settlement with little and with a lot waiting.
async fn claims() -> Result {
    let sandbox = Sandbox::start().await?;
    for (round, waiting) in [100, 1_000_000].into_iter().enumerate() {
        let mut database = database().await?;
        let tx = database.user.transaction()?;
        let body = r#"{"affiliate_slug":"john","uid":"#;
        for number in 0..waiting {
            let (key, body) = (number.to_string(), format!(r#"{body}"{round} {number}"}}"#));
            tx.execute(sqlite::ENQUEUE, [key, body])?;
        }
        tx.commit()?;
        let client = Client::builder("token").base_url(sandbox.base_url());
        let inline = Inline::new(&database.outbox, client)?;
        let started = Instant::now();
        let requests = inline.deliver_some(100).await?;
        let each = started.elapsed() / u32::try_from(requests)?;
        println!("claim, request and settlement with {waiting} waiting: {each:?}");
    }
    Ok(())
}

/// CPU time of a worker with nothing to do.
async fn idle() -> Result {
    let database = database().await?;
    let client = Client::builder("token").base_url("http://127.0.0.1:9");
    let worker = Worker::at(database.address.clone()).client(client).spawn().await?;
    tokio::time::sleep(Duration::from_secs(1)).await;
    let (before, started) = (cpu()?, Instant::now());
    tokio::time::sleep(Duration::from_secs(10)).await;
    let share = (cpu()? - before) / started.elapsed().as_secs_f64();
    println!("idle: {:.3} % of a core", share * 100.0);
    worker.shutdown(Duration::from_secs(5)).await;
    Ok(())
}

/// Seconds of this process, in the hundredths that Linux counts.
fn cpu() -> Result<f64> {
    let stat = std::fs::read_to_string("/proc/self/stat")?;
    let fields: Vec<&str> = stat.rsplit(") ").next().unwrap_or_default().split(' ').collect();
    Ok((fields[11].parse::<f64>()? + fields[12].parse::<f64>()?) / 100.0)
}
