//! The parts of the service, so that its tests can start it.

pub mod db;
pub mod web;
