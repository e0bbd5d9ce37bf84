//! The route tables: every endpoint of this worker, by feature.

use pinewire_shared::{
    http::{Access, Limit, Route},
    routes,
};

use crate::{imports, rollback, rows};

const IMPORTS: &[Route] = routes! {
    GET "/api/admin/imports" => imports::list_imports, Access::Admin, Limit::Standard;
    POST "/api/admin/imports" => imports::begin_import, Access::Admin, Limit::Standard;
    GET "/api/admin/imports/{id}" => imports::get_import, Access::Admin, Limit::Standard;
    GET "/api/admin/imports/{id}/rows" => rows::list::list_import_rows, Access::Admin, Limit::Standard;
    // As many as an export needs.
    POST "/api/admin/imports/{id}/rows" => rows::import_rows, Access::Admin, Limit::None;
    POST "/api/admin/imports/{id}/finish" => imports::finish_import, Access::Admin, Limit::Standard;
    POST "/api/admin/imports/{id}/rollback" => rollback::roll_back_import, Access::Admin, Limit::None;
};

/// All routes.
pub static TABLES: &[&[Route]] = &[IMPORTS];

#[cfg(test)]
mod tests {
    #[test]
    fn every_route_can_be_found() {
        pinewire_shared::http::Router::check(super::TABLES).unwrap();
    }
}
