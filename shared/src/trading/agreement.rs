//! What a user agrees to before the first account is linked. The text and its version belong together: a new text is a new
//! version, and until a user has accepted it, nothing that opens a position leaves.

/// The version of [`RISKS`] and [`TERMS`].
pub const VERSION: &str = "2026-11";

/// The risk disclosure.
pub const RISKS: &str = "Trading can cost you all the money in your account, and with short positions or borrowed money \
more than that. Prices move while an order is on its way: stops and limits are not always filled, and not always at the \
price that you gave. Orders that an alert or a strategy places for you are yours, with the same consequences as those that \
you place yourself. Alerts, networks, brokers and this platform can fail or be late; always be able to reach your broker \
directly. What was gained in the past, in a test or with paper money says nothing about what will be gained.";

/// The terms.
pub const TERMS: &str = "pinewire passes on your orders to the broker that you link and keeps a record of them; it is not a \
broker, holds no money of yours and gives no advice. I am of age, I am allowed to trade in the country that I am in, and I \
alone decide what is traded. I allow pinewire to read my account and to place, change and cancel orders in it as I, my \
alerts or the programs that I give access ask for it, within the limits that I set. I can take this back at any time by \
unlinking the account.";
