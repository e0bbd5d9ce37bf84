//! What the vendors' stand-ins have in common, and nothing that only one of them needs: whom a request takes us for,
//! paths of routes, faults on demand, rows of a Durable Object and lines of its connections, escaped text. Each stand-in is a worker of its own.

pub mod addressee;
pub mod answer;
pub mod fault;
pub mod faults;
pub mod html;
pub mod path;
pub mod socket;
pub mod sql;
pub mod state;
