//! The description of this worker's endpoints: what each feature's `Docs` says, in one document.

use utoipa::{OpenApi as _, openapi::OpenApi};

#[derive(utoipa::OpenApi)]
#[openapi(paths(
    crate::catalogue::list_brokers,
    crate::agreement::accept_risks,
    crate::account::list_broker_accounts,
    crate::account::get_broker_account,
    crate::account::rename_broker_account,
    crate::unlink::unlink_broker_account,
    crate::paper::create_paper_account,
    crate::paper::reopen_paper_account,
    crate::link::begin_link,
    crate::link::complete::complete_link,
    crate::link::complete::return_from_broker
))]
struct Docs;

/// All endpoints of this worker. Who may call them is added from the route tables.
pub fn document() -> OpenApi {
    Docs::openapi()
}
