//! Access that ends by time. TradingView ends it by itself; here it is told of before ([`notify`]), recorded when it
//! happens ([`record`]), and looked at afterwards ([`verify`]).

mod notices;
mod record;
mod verify;

pub(crate) use notices::notify;
pub(crate) use record::record;
pub(crate) use verify::verify;
