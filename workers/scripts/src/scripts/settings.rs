//! `PUT /api/scripts/{id}`: what the seller sets for a script.

use pinewire_domain::{
    access::{duration::GrantDuration, wire::ScriptAccess},
    id::ScriptId,
};
use pinewire_shared::{
    Cx, Result,
    http::{Problem, Request, Response, present, response},
    params, sql,
};
use serde::Deserialize;

use super::{detail, view::Script};

const MAX_REFERENCE_CHARS: usize = 100;

sql! {
    /// ?2 script, ?3 the version that was read (NULL: any), ?4 now; nullable columns come as a pair: whether to change, and
    /// to what: ?5 and ?6 duration, ?7 and ?8 reference; ?9 for sale (NULL: as it is).
    tenant UPDATE = "UPDATE tradingview_scripts SET default_duration = iif(?5, ?6, default_duration),
          price_reference = iif(?7, ?8, price_reference), is_for_sale = coalesce(?9, is_for_sale),
          version = version + 1, updated_at = ?4
        WHERE user_id = ?1 AND id = ?2 AND (?3 IS NULL OR version = ?3)";
}

/// A change of a script's settings: absent fields stay, null clears.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[expect(clippy::option_option, reason = "absent, null and given are three things")]
pub(crate) struct ScriptUpdate {
    /// How long access lasts for which no duration is given: a number and `D`, `W`, `M` or `Y`, or `1L` for lifetime.
    #[serde(default, deserialize_with = "present")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, required = false))]
    default_duration: Option<Option<GrantDuration>>,
    /// The seller's own name of the price, such as a shop's SKU: 1 to 100 characters.
    #[serde(default, deserialize_with = "present")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, required = false))]
    price_reference: Option<Option<String>>,
    /// Whether it is for sale. Only what is shared by invitation can be sold.
    #[cfg_attr(feature = "openapi", schema(value_type = bool, required = false))]
    is_for_sale: Option<bool>,
    /// The version that this changes; another one is refused. Absent: whichever there is.
    #[cfg_attr(feature = "openapi", schema(value_type = i64, required = false))]
    version: Option<i64>,
}

/// Change a script's settings
#[cfg_attr(feature = "openapi", utoipa::path(
    put, path = "/api/scripts/{id}", tag = "scripts", request_body = ScriptUpdate,
    params(("id" = ScriptId, Path, description = "The script")),
    responses(
        (status = 200, description = "The script after the change", body = Script),
        (status = 404, description = "There is no such script", body = pinewire_shared::http::ProblemBody),
        (status = 409, description = "It was changed meanwhile", body = pinewire_shared::http::ProblemBody),
        (status = 422, description = "A field is wrong", body = pinewire_shared::http::ProblemBody),
    )
))]
pub(crate) async fn update_script(cx: Cx, mut request: Request) -> Result<Response> {
    let id: ScriptId = request.id("id", "script")?;
    let update: ScriptUpdate = request.json().await?;
    let script = detail::load(&cx, &id).await?;
    if update.is_for_sale == Some(true) {
        check_sellable(&script)?;
    }
    let reference = update
        .price_reference
        .as_ref()
        .map(|text| reference(text.as_deref()))
        .transpose()?;
    let params = params![
        &id,
        update.version,
        cx.now(),
        update.default_duration.is_some(),
        update
            .default_duration
            .flatten()
            .map(|duration| duration.to_string()),
        reference.is_some(),
        reference.flatten(),
        update.is_for_sale
    ];
    let changed = cx.db()?.tenant(cx.user_id()?).run(&UPDATE, params).await?;
    let now = detail::load(&cx, &id).await?;
    if changed == 0 {
        let detail = "The script's settings were changed meanwhile. Load them again and repeat your change.";
        return Err(Problem::conflict(detail).into());
    }
    response::json(&now)
}

fn check_sellable(script: &Script) -> Result<()> {
    let message = match (script.access, script.removed_at) {
        (_, Some(_)) => "TradingView no longer has this script.",
        (Some(ScriptAccess::InviteOnly), None) => return Ok(()),
        _ => "Only an invite-only script can be sold: everybody may use this one.",
    };
    Err(Problem::invalid("is_for_sale", message).into())
}

/// The reference without spaces around it; `None` clears it.
fn reference(text: Option<&str>) -> Result<Option<String>> {
    let Some(text) = text.map(str::trim) else {
        return Ok(None);
    };
    if text.is_empty()
        || text.chars().nth(MAX_REFERENCE_CHARS).is_some()
        || text.chars().any(char::is_control)
    {
        return Err(Problem::invalid("price_reference", "Use 1 to 100 characters, or null for none.").into());
    }
    Ok(Some(text.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reference_has_a_sane_length() {
        assert_eq!(reference(Some(" SKU-1 ")).unwrap().as_deref(), Some("SKU-1"));
        assert_eq!(reference(None).unwrap(), None);
        for bad in ["", "  ", "a\nb", &"x".repeat(101)] {
            assert!(reference(Some(bad)).is_err(), "{bad}");
        }
    }
}
