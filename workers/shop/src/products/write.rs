//! `POST`, `PUT` and `DELETE` of products. Events that waited for a product are taken up when it is there.

use pinewire_domain::id::{ProductId, UserId};
use pinewire_shared::{
    Cx, Error, Result,
    audit::{self, Actor},
    db::Batch,
    http::{Problem, Request, Response, parse_json, response},
    idempotency, jobs, params, purchases, sql,
};
use serde_json::json;

use super::{
    input::ProductInput,
    view::{self, no_such_product},
    waiting::waiting_for,
};

/// Products of a seller.
const MOST_PRODUCTS: u32 = 1000;

sql! {
    /// ?2 product, ?3 reference, ?4 title, ?5 duration, ?6 grace, ?7 now, ?8 how many there may be.
    tenant ADD = "INSERT INTO products (id, user_id, reference, title, duration, grace_days, created_at, updated_at)
        SELECT ?2, ?1, ?3, ?4, ?5, ?6, ?7, ?7 WHERE (SELECT count(*) FROM products WHERE user_id = ?1) < ?8";
    /// ?2 product, ?3 reference, ?4 title, ?5 duration, ?6 grace, ?7 now, ?8 version (NULL: any).
    tenant UPDATE = "UPDATE products SET reference = ?3, title = ?4, duration = ?5, grace_days = ?6, updated_at = ?7,
          version = version + 1
        WHERE user_id = ?1 AND id = ?2 AND (?8 IS NULL OR version = ?8)";
    /// The scripts of a product that was written at ?3. ?2 product, ?4 JSON array of ids.
    tenant CLEAR_SCRIPTS = "DELETE FROM product_scripts WHERE user_id = ?1 AND product_id = ?2
        AND EXISTS (SELECT 1 FROM products WHERE id = ?2 AND user_id = ?1 AND updated_at = ?3)";
    tenant ADD_SCRIPTS = "INSERT INTO product_scripts (product_id, script_id, user_id)
        SELECT p.id, s.id, ?1 FROM products AS p JOIN json_each(?4) AS w
        JOIN tradingview_scripts AS s ON s.id = w.value AND s.user_id = ?1
        WHERE p.user_id = ?1 AND p.id = ?2 AND p.updated_at = ?3 ON CONFLICT DO NOTHING";
    tenant DELETE = "DELETE FROM products WHERE user_id = ?1 AND id = ?2";
}

/// Add a product
///
/// Purchases that came before it are taken up now.
#[cfg_attr(feature = "openapi", utoipa::path(
    post, path = "/api/products", tag = "purchases", request_body = ProductInput,
    params(("Idempotency-Key" = Option<String>, Header, description = "Sent again with the same key, the request is answered as the first time")),
    responses(
        (status = 201, description = "The product", body = super::view::Product),
        (status = 409, description = "There is a product of this name, or there are too many", body = pinewire_shared::http::ProblemBody),
        (status = 422, description = "A field is wrong", body = pinewire_shared::http::ProblemBody),
    )
))]
pub(crate) async fn create_product(cx: Cx, mut request: Request) -> Result<Response> {
    let body = request.json_bytes().await?;
    idempotency::run(&cx, &request, &body, async |_| create(&cx, &body).await).await
}

async fn create(cx: &Cx, body: &[u8]) -> Result<Response> {
    let user_id = *cx.user_id()?;
    let input = parse_json::<ProductInput>(body)?.check(cx, &user_id).await?;
    let id: ProductId = cx.new_id()?;
    let params = params![
        &id,
        input.reference.as_str(),
        input.title(),
        input.duration.to_string(),
        input.grace_days,
        cx.now(),
        MOST_PRODUCTS
    ];
    let changed = write(cx, &user_id, &id, &input, "product.create", |batch| {
        batch.tenant(&user_id, &ADD, params)?;
        Ok(())
    })
    .await?;
    if changed == 0 {
        let detail = format!("There are {MOST_PRODUCTS} products already. Delete one first.");
        return Err(Problem::conflict(detail).into());
    }
    response::json_with_status(201, &view::load(cx, &user_id, &id).await?)
}

/// Change a product
///
/// All of it: what is absent takes its default. Access that was given stays as it is.
#[cfg_attr(feature = "openapi", utoipa::path(
    put, path = "/api/products/{id}", tag = "purchases", request_body = ProductInput,
    params(("id" = ProductId, Path, description = "The product")),
    responses(
        (status = 200, description = "The product after the change", body = super::view::Product),
        (status = 404, description = "There is no such product", body = pinewire_shared::http::ProblemBody),
        (status = 409, description = "It was changed meanwhile, or there is another one of this name", body = pinewire_shared::http::ProblemBody),
        (status = 422, description = "A field is wrong", body = pinewire_shared::http::ProblemBody),
    )
))]
pub(crate) async fn update_product(cx: Cx, mut request: Request) -> Result<Response> {
    let id: ProductId = request.id("id", "product")?;
    let input: ProductInput = request.json().await?;
    let user_id = *cx.user_id()?;
    view::load(&cx, &user_id, &id).await?;
    let input = input.check(&cx, &user_id).await?;
    let params = params![
        &id,
        input.reference.as_str(),
        input.title(),
        input.duration.to_string(),
        input.grace_days,
        cx.now(),
        input.version
    ];
    let changed = write(&cx, &user_id, &id, &input, "product.update", |batch| {
        batch.tenant(&user_id, &UPDATE, params)?;
        Ok(())
    })
    .await?;
    let product = view::load(&cx, &user_id, &id).await?;
    if changed == 0 {
        let detail = "The product was changed meanwhile. Load it again and repeat your change.";
        return Err(Problem::conflict(detail).into());
    }
    response::json(&product)
}

/// Delete a product
///
/// Access that was given stays. Its events wait from now on.
#[cfg_attr(feature = "openapi", utoipa::path(
    delete, path = "/api/products/{id}", tag = "purchases",
    params(("id" = ProductId, Path, description = "The product")),
    responses(
        (status = 204, description = "It is gone"),
        (status = 404, description = "There is no such product", body = pinewire_shared::http::ProblemBody),
    )
))]
pub(crate) async fn delete_product(cx: Cx, request: Request) -> Result<Response> {
    let id: ProductId = request.id("id", "product")?;
    let user_id = *cx.user_id()?;
    let product = view::load(&cx, &user_id, &id).await?;
    let entry = audit::Entry {
        actor: Actor::of(&cx),
        action: "product.delete",
        subject_id: Some(id.as_str()),
        detail: json!({ "reference": product.reference }),
    };
    let results = audit::commit(&cx, &entry, |batch| {
        batch.tenant(&user_id, &DELETE, params![&id])?;
        Ok(())
    })
    .await?;
    if results.changes(0)? == 0 {
        return Err(no_such_product());
    }
    response::no_content()
}

/// Writes the product by its first statement, then its scripts, and has what waited for it taken up.
async fn write(
    cx: &Cx,
    user_id: &UserId,
    id: &ProductId,
    input: &ProductInput,
    action: &str,
    first: impl Fn(&mut Batch<'_>) -> Result<()>,
) -> Result<u64> {
    let waiting = waiting_for(cx, user_id, &input.reference).await?;
    let entry = audit::Entry {
        actor: Actor::of(cx),
        action,
        subject_id: Some(id.as_str()),
        detail: json!({ "reference": input.reference, "scripts": input.script_ids }),
    };
    let scripts = serde_json::to_string(&input.script_ids)?;
    let written = audit::commit(cx, &entry, |batch| {
        first(batch)?;
        batch.tenant(user_id, &CLEAR_SCRIPTS, params![id, cx.now()])?;
        batch.tenant(user_id, &ADD_SCRIPTS, params![id, cx.now(), scripts.as_str()])?;
        purchases::release(batch, user_id, &waiting, cx.now())
    })
    .await;
    let changed = written.map_err(taken)?.changes(0)?;
    let work = cx.clone();
    cx.wait_until(async move { jobs::send_pending(&work).await });
    Ok(changed)
}

/// The one unique name of a product.
fn taken(error: Error) -> Error {
    match error {
        Error::Reject(problem) if problem.code == "conflict" => {
            Problem::conflict("There is a product of this reference already.").into()
        }
        other => other,
    }
}
