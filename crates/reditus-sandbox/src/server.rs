//! The sandbox's own thread, which outlives the runtime of the test that started it. When it ends,
//! every socket is closed: dropping a sandbox frees its port before the drop returns.

mod connection;
mod gzip;
mod handler;
mod idle;
mod message;
mod socket;

use std::{io, net::SocketAddr, sync::Arc, thread, time::Duration};

use tokio::{
    net::{TcpListener, TcpSocket},
    runtime::{Builder, Runtime},
    sync::oneshot,
};

use crate::backend::Backend;
use idle::Idle;

/// Connections that the system may queue for us; it lowers this to its own limit.
const BACKLOG: u32 = 4096;

pub(crate) struct Server {
    addr: SocketAddr,
    thread: Option<thread::JoinHandle<()>>,
    stop: Option<oneshot::Sender<()>>,
    stopped: Option<oneshot::Receiver<()>>,
}

impl Server {
    pub(crate) async fn start(addr: SocketAddr, backend: Arc<Backend>) -> io::Result<Self> {
        let (ready, listening) = oneshot::channel();
        let (stop, stopping) = oneshot::channel();
        let (done, stopped) = oneshot::channel();
        let thread =
            thread::Builder::new().name("reditus-sandbox".to_owned()).spawn(move || {
                run(addr, backend, ready, stopping);
                let _ = done.send(());
            })?;
        let addr = listening.await.map_err(io::Error::other)??;
        Ok(Self { addr, thread: Some(thread), stop: Some(stop), stopped: Some(stopped) })
    }

    pub(crate) fn addr(&self) -> SocketAddr {
        self.addr
    }

    pub(crate) async fn stop(mut self) {
        drop(self.stop.take());
        if let Some(stopped) = self.stopped.take() {
            let _ = stopped.await;
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn listen(addr: SocketAddr) -> io::Result<TcpListener> {
    let socket = if addr.is_ipv4() { TcpSocket::new_v4() } else { TcpSocket::new_v6() }?;
    // Allows to listen on a port whose last connections are still in TIME_WAIT.
    #[cfg(unix)]
    socket.set_reuseaddr(true)?;
    socket.bind(addr)?;
    socket.listen(BACKLOG)
}

/// Runs until `stopping` resolves or its sender is dropped.
fn run(
    addr: SocketAddr,
    backend: Arc<Backend>,
    ready: oneshot::Sender<io::Result<SocketAddr>>,
    stopping: oneshot::Receiver<()>,
) {
    let (runtime, listener) = match open(addr) {
        Ok(open) => open,
        Err(error) => {
            let _ = ready.send(Err(error));
            return;
        }
    };
    let _ = ready.send(listener.local_addr());
    runtime.block_on(async {
        tokio::select! {
            _ = stopping => {}
            () = accept(listener, backend) => {}
        }
    });
    // Dropping the runtime closes the connections.
}

fn open(addr: SocketAddr) -> io::Result<(Runtime, TcpListener)> {
    let runtime = Builder::new_current_thread().enable_io().enable_time().build()?;
    let listener = runtime.block_on(async { listen(addr) })?;
    Ok((runtime, listener))
}

async fn accept(listener: TcpListener, backend: Arc<Backend>) {
    let idle = Idle::default();
    loop {
        let stream = match listener.accept().await {
            Ok((stream, _)) => stream,
            Err(error) => {
                if !(out_of_descriptors(&error) && idle.evict()) {
                    tokio::time::sleep(Duration::from_millis(5)).await;
                }
                tokio::task::yield_now().await; // to the connection that closes
                continue;
            }
        };
        if let Some(refusal) = backend.faults.refusal() {
            let records = &backend.service.records;
            records.finish(records.arrived(None, Some(refusal)));
            socket::reset(&stream);
            continue;
        }
        let _ = stream.set_nodelay(true);
        tokio::spawn(connection::serve(stream, Arc::clone(&backend), idle.seat()));
    }
}

/// EMFILE, ENFILE and Windows' WSAEMFILE, for which the standard library has no kind.
fn out_of_descriptors(error: &io::Error) -> bool {
    matches!(error.raw_os_error(), Some(23 | 24 | 10024))
}
