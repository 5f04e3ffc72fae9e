//! What the outbox costs, each figure beside its peer in the same run. `cargo bench -p
//! reditus-outbox` is about SQLite; `FSYNC=on .ci/peers/postgres cargo bench -p reditus-outbox` about
//! PostgreSQL, too. With `TMPDIR=/dev/shm` and without `FSYNC`, the disk and its noise are left out.

mod database;

use std::{
    fs,
    time::{Duration, Instant},
};

use database::{Backlog, Database, Engine, Write};
use reditus::{Client, Conversion, RateLimit};
use reditus_outbox::{Entry, Origin, Worker, test_util::Inline};
use reditus_sandbox::Sandbox;
use tokio::{task::JoinSet, time::sleep};

type Result<T = (), E = Box<dyn std::error::Error + Send + Sync>> = std::result::Result<T, E>;

#[tokio::main]
async fn main() -> Result {
    for engine in Engine::all() {
        println!("{engine}");
        enqueueing(&engine).await?;
        throughput(&engine).await?;
        latency(&engine).await?;
        claims(&engine).await?;
        idle(&engine).await?;
    }
    Ok(())
}

fn conversion(uid: impl Into<String>) -> Conversion {
    Conversion::affiliate("john").email("jane@example.com").uid(uid)
}

/// A transaction that enqueues, beside one that inserts into a plain table.
async fn enqueueing(engine: &Engine) -> Result {
    const EACH: u32 = 2000;
    let mut database = Database::new(engine).await?;
    let mut spent = [Duration::ZERO; 2];
    for number in 0..EACH {
        for (spent, write) in spent.iter_mut().zip([Write::Plain, Write::Enqueue]) {
            let entry = Entry::new(&conversion(number.to_string()))?;
            let started = Instant::now();
            database.commit(write, &entry).await?;
            *spent += started.elapsed();
        }
    }
    let [plain, ours] = spent.map(|spent| spent / EACH);
    println!("  transaction with a plain insert {plain:?}, with an enqueued conversion {ours:?}");
    Ok(())
}

/// Conversions a second without a limit, beside the client alone; both with 8 requests at a time.
async fn throughput(engine: &Engine) -> Result {
    const COUNT: u32 = 800;
    let sandbox = Sandbox::start().await?;
    let builder = || Client::builder("token").base_url(sandbox.base_url());
    let client = builder().rate_limit(RateLimit::off()).build()?;
    let started = Instant::now();
    let mut alone = JoinSet::new();
    for lane in 0..8 {
        let client = client.clone();
        alone.spawn(async move {
            for number in 0..COUNT / 8 {
                let uid = format!("alone {lane} {number}");
                client.track(Conversion::affiliate("john").uid(uid)).await?;
            }
            Ok::<_, reditus::Error>(())
        });
    }
    while let Some(done) = alone.join_next().await {
        done??;
    }
    let alone = f64::from(COUNT) / started.elapsed().as_secs_f64();

    let database = Database::new(engine).await?;
    let entry = |number: u32| Entry::new(&Conversion::affiliate("john").uid(number.to_string()));
    let entries = (0..COUNT).map(entry).collect::<Result<Vec<_>, _>>()?;
    database.outbox.enqueue(entries, Origin::Application).await?;
    let started = Instant::now();
    let worker =
        Worker::at(database.address.clone()).client(builder()).rate_limit(RateLimit::off());
    let worker = worker.spawn().await?;
    while !database.outbox.stats().await?.is_empty() {
        sleep(Duration::from_millis(20)).await;
    }
    let durable = f64::from(COUNT) / started.elapsed().as_secs_f64();
    worker.shutdown(Duration::from_secs(5)).await;
    println!("  conversions a second: {alone:.0} by the client alone, {durable:.0} by a worker");
    Ok(())
}

/// From the commit to the request.
async fn latency(engine: &Engine) -> Result {
    const COUNT: usize = 300;
    let sandbox = Sandbox::start().await?;
    let mut database = Database::new(engine).await?;
    let client = Client::builder("token").base_url(sandbox.base_url());
    let worker = Worker::at(database.address.clone()).client(client).rate_limit(RateLimit::off());
    let worker = worker.spawn().await?;
    let mut waits = Vec::new();
    for number in 0..COUNT {
        sleep(Duration::from_millis(fastrand::u64(20..60))).await;
        let entry = Entry::new(&Conversion::affiliate("john").uid(number.to_string()))?;
        let seen = sandbox.requests().len();
        database.commit(Write::Enqueue, &entry).await?;
        let committed = Instant::now();
        while sandbox.requests().len() == seen {
            sleep(Duration::from_micros(200)).await;
        }
        waits.push(committed.elapsed());
    }
    worker.shutdown(Duration::from_secs(5)).await;
    waits.sort();
    let (p50, p99) = (waits[COUNT / 2], waits[COUNT * 99 / 100]);
    println!("  commit to request: p50 {p50:?}, p99 {p99:?}");
    Ok(())
}

/// A claim, its request and its settlement with little and with a lot waiting, beside the request:
/// the median of each.
async fn claims(engine: &Engine) -> Result {
    const COUNT: usize = 95;
    let sandbox = Sandbox::start().await?;
    let builder = |sandbox: &Sandbox| Client::builder("token").base_url(sandbox.base_url());
    let client = builder(&sandbox).rate_limit(RateLimit::off()).build()?;
    let mut requests = Vec::new();
    for number in 0..COUNT {
        let started = Instant::now();
        client.track(Conversion::affiliate("john").uid(format!("alone {number}"))).await?;
        requests.push(started.elapsed());
    }
    println!("  a request: {:?}; with its claim and settlement:", median(requests));
    for backlog in Backlog::ALL {
        let database = Database::new(engine).await?;
        let filling = Instant::now();
        database.fill(backlog).await?;
        let filling = filling.elapsed();
        let sandbox = Sandbox::start().await?;
        let inline = Inline::new(&database.outbox, builder(&sandbox))?;
        let mut deliveries = Vec::new();
        for _ in 0..COUNT {
            let started = Instant::now();
            assert_eq!(inline.deliver_some(1).await?, 1);
            deliveries.push(started.elapsed());
        }
        println!("    {backlog}: {:?} (filled in {filling:.1?})", median(deliveries));
    }
    Ok(())
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}

/// CPU time of a worker with nothing to do, and of the database's server for it.
async fn idle(engine: &Engine) -> Result {
    let database = Database::new(engine).await?;
    let client = Client::builder("token").base_url("http://127.0.0.1:9");
    let worker = Worker::at(database.address.clone()).client(client).spawn().await?;
    sleep(Duration::from_secs(1)).await;
    let servers = database.servers().await?;
    let spent = || -> Result<_> {
        let server = servers.iter().map(|pid| cpu(pid)).sum::<Result<f64>>()?;
        Ok((cpu("self")?, server))
    };
    let (before, started) = (spent()?, Instant::now());
    sleep(Duration::from_secs(20)).await;
    let (after, elapsed) = (spent()?, started.elapsed().as_secs_f64());
    let share = |before, after| (after - before) / elapsed * 100.0;
    let (worker_share, server_share) = (share(before.0, after.0), share(before.1, after.1));
    println!("  idle: {worker_share:.2} % of a core, and {server_share:.2} % in the server");
    worker.shutdown(Duration::from_secs(5)).await;
    Ok(())
}

/// Seconds of a process on this machine, in the hundredths that Linux counts.
fn cpu(process: &str) -> Result<f64> {
    let stat = fs::read_to_string(format!("/proc/{process}/stat"))?;
    let fields: Vec<&str> = stat.rsplit(") ").next().unwrap_or_default().split(' ').collect();
    Ok((fields[11].parse::<f64>()? + fields[12].parse::<f64>()?) / 100.0)
}
