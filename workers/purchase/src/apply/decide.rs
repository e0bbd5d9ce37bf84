//! What is to be done about an event.

use pinewire_domain::{
    access::{
        purchase::{self, Operation, Product, PurchaseKind, PurchaseStatus},
        username::Username,
    },
    id::{ProductId, UserId},
};
use pinewire_shared::{Cx, Result, clock, tradingview};

use super::{
    name,
    state::{self, Holdings, ProductRow, State},
};

/// What is to be done.
#[derive(Debug)]
pub(super) enum Decision {
    /// It stands so from now on, and why.
    Stand {
        status: PurchaseStatus,
        reason: &'static str,
    },
    /// These changes are to be carried out.
    Change(Box<Changes>),
    /// Something else has to be over first.
    Later,
}

/// Changes to be carried out.
#[derive(Debug)]
pub(super) struct Changes {
    pub(super) product: ProductId,
    pub(super) username: Username,
    pub(super) operations: Vec<Operation>,
    pub(super) holdings: Holdings,
}

pub(super) async fn decide(cx: &Cx, user_id: &UserId, state: &State) -> Result<Decision> {
    let Some(product) = &state.product else {
        return Ok(stand(PurchaseStatus::WaitingProduct, "product_unknown"));
    };
    let gives = matches!(state.event.kind, PurchaseKind::Purchase | PurchaseKind::Renewal);
    if gives && state.is_refunded {
        return Ok(stand(PurchaseStatus::Ignored, "refunded_before"));
    }
    if state.scripts.is_empty() {
        return Ok(if gives {
            stand(PurchaseStatus::Failed, "product_without_scripts")
        } else {
            stand(PurchaseStatus::Ignored, "nothing_to_do")
        });
    }
    let Some(name) = name::of(state) else {
        return Ok(if gives {
            stand(PurchaseStatus::WaitingUsername, "username_missing")
        } else {
            stand(PurchaseStatus::Ignored, "nothing_to_do")
        });
    };
    let Some(username) = exact(cx, name, gives).await? else {
        return Ok(stand(PurchaseStatus::WaitingUsername, "username_unknown"));
    };
    changes(cx, user_id, state, product, username).await
}

async fn changes(
    cx: &Cx,
    user_id: &UserId,
    state: &State,
    product: &ProductRow,
    username: Username,
) -> Result<Decision> {
    let kind = state.event.kind;
    let holdings = state::holdings(cx, user_id, &username, &state.scripts).await?;
    if kind == PurchaseKind::Cancel && holdings.is_changing {
        // What is paid for is known when it has been carried out.
        return Ok(Decision::Later);
    }
    let given = Product {
        scripts: state.scripts.clone(),
        duration: product.duration,
        grace_days: product.grace_days,
    };
    let operations = purchase::operations(kind, &given, &holdings.held, state.is_refunded, clock::now());
    if operations.is_empty() {
        return Ok(stand(PurchaseStatus::Ignored, "nothing_to_do"));
    }
    Ok(Decision::Change(Box::new(Changes {
        product: product.id,
        username,
        operations,
        holdings,
    })))
}

/// The exact spelling; `None` if TradingView has no such user. If it does not say, the name as it is: whoever carries the
/// change out finds out. An end needs no such question: it is about somebody who is in the books.
async fn exact(cx: &Cx, name: &Username, gives: bool) -> Result<Option<Username>> {
    if !gives {
        return Ok(Some(name.clone()));
    }
    Ok(match tradingview::known_user(cx, name).await? {
        Ok(known) => known
            .username
            .map(|spelling| Username::parse(&spelling).unwrap_or_else(|_| name.clone())),
        Err(_) => Some(name.clone()),
    })
}

const fn stand(status: PurchaseStatus, reason: &'static str) -> Decision {
    Decision::Stand { status, reason }
}
