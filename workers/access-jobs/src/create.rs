//! `POST /api/access/bulk`: access for many users to many scripts, at most 1,000 pairs, as JSON or as a CSV file.

use std::collections::HashSet;

use pinewire_domain::{
    access::{
        bulk::{self, CsvRows},
        duration::GrantDuration,
        expiry::Expiry,
        username::Username,
    },
    id::{BulkJobId, ScriptId},
    time::Timestamp,
    validation,
};
#[cfg(feature = "openapi")]
use pinewire_shared::access::AccessJob;
use pinewire_shared::{
    Cx, Error, Result,
    access::{self, JobKind, NewJobRow, Script, Scripts, Term, WantedChange},
    http::{FieldError, Problem, Request, Response, parse_json, response},
    idempotency::{self, Slot},
};
use serde::Deserialize;

const MAX_CSV_BYTES: usize = 256 * 1024;

/// Access for every user to every script.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct NewAccessJob {
    /// The buyers on TradingView, in any spelling.
    usernames: Vec<String>,
    /// The scripts' ids, or TradingView's `PUB;…`.
    scripts: Vec<String>,
    /// How much time, added to what there is: `7D`, `2W`, `1M`, `1Y`, or `1L` for a lifetime. Each script's default if
    /// neither this nor `expires_at` is given.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, example = "30D"))]
    duration: Option<GrantDuration>,
    /// Instead: the exact end.
    expires_at: Option<Timestamp>,
    /// Whether they are trials: only for who never had access.
    #[serde(default)]
    trial: bool,
}

/// Give access to many
///
/// Every username with every script; or a CSV file with the columns `username`, `script` and, where they differ from the
/// query's, `duration` or `expires_at`. The answer is a job, whose rows are carried out one after the other. A row that is
/// wrong does not spoil the others.
#[cfg_attr(feature = "openapi", utoipa::path(
    post, path = "/api/access/bulk", tag = "access",
    request_body(content((NewAccessJob = "application/json"), (String = "text/csv"))),
    params(
        ("Idempotency-Key" = Option<String>, Header, description = "Sent again with the same key, the request is answered as the first time"),
        ("duration" = Option<String>, Query, description = "Of a CSV file's rows"),
        ("expires_at" = Option<String>, Query, description = "Of a CSV file's rows"),
        ("trial" = Option<bool>, Query, description = "Of a CSV file's rows"),
    ),
    responses(
        (status = 202, description = "The job", body = AccessJob),
        (status = 413, description = "The file is too long", body = pinewire_shared::http::ProblemBody),
        (status = 422, description = "A field is wrong, or there are more than 1,000 pairs", body = pinewire_shared::http::ProblemBody),
    )
))]
pub(crate) async fn create_access_job(cx: Cx, mut request: Request) -> Result<Response> {
    if !is_csv(&request) {
        let body = request.json_bytes().await?;
        return idempotency::run(&cx, &request, &body, async |slot| {
            let rows = of_json(&cx, &body).await?;
            add(&cx, slot, &rows).await
        })
        .await;
    }
    // Unless a row of the file says otherwise.
    let term = Term {
        duration: request.parsed_parameter("duration")?,
        expires_at: request.parsed_parameter("expires_at")?.map(Expiry::At),
        is_trial: request.parsed_parameter("trial")?.unwrap_or_default(),
    };
    let body = request.body(MAX_CSV_BYTES).await?.ok_or_else(|| {
        Problem::new(
            413,
            "payload_too_large",
            "The file is longer than 256 KiB. Send several.",
        )
    })?;
    // What the rows mean is in the query, too.
    let meaning = [request.query_string().as_bytes(), b"\n", &body].concat();
    idempotency::run(&cx, &request, &meaning, async |slot| {
        let rows = of_csv(&cx, &body, term).await?;
        add(&cx, slot, &rows).await
    })
    .await
}

fn is_csv(request: &Request) -> bool {
    let content_type = request.header("content-type").unwrap_or_default();
    let essence = content_type.split(';').next().unwrap_or_default().trim();
    essence.eq_ignore_ascii_case("text/csv")
}

async fn of_json(cx: &Cx, body: &[u8]) -> Result<Vec<NewJobRow>> {
    let input: NewAccessJob = parse_json(body)?;
    let scripts = Scripts::of_caller(cx).await?;
    let (mut ids, mut errors): (Vec<ScriptId>, _) = (Vec::new(), Vec::new());
    for (index, name) in input.scripts.iter().enumerate() {
        match usable(&scripts, name) {
            Ok(script) => ids.push(script.id),
            Err(message) => errors.push(Problem::invalid(format!("scripts[{index}]"), message)),
        }
        // Whoever sends thousands of wrong names need not read of all of them.
        if errors.len() >= 100 {
            break;
        }
    }
    if !errors.is_empty() {
        let errors = errors.into_iter().flat_map(|problem| problem.errors).collect();
        return Err(Problem::validation(errors).into());
    }
    let pairs = bulk::expand(&input.usernames, &ids).map_err(refused)?;
    let term = Term {
        duration: input.duration,
        expires_at: input.expires_at.map(Expiry::At),
        is_trial: input.trial,
    };
    let mut rows = Vec::with_capacity(pairs.len());
    for (row, (username, id)) in (1..).zip(pairs) {
        let script = scripts.find(id.as_str()).map_err(Error::bug)?;
        // What is wrong with the term for one script is wrong with the request.
        let change = term
            .change(script, cx.now())
            .map_err(|error| Problem::validation(vec![error]))?;
        rows.push(NewJobRow {
            row,
            username: username.to_string(),
            script: id.to_string(),
            wish: Ok(WantedChange::new(id, username, change, cx.now())?),
        });
    }
    Ok(rows)
}

async fn of_csv(cx: &Cx, body: &[u8], term: Term) -> Result<Vec<NewJobRow>> {
    let text = std::str::from_utf8(body)
        .map_err(|_| Problem::bad_request("body_binary", "Send the file as UTF-8 text."))?;
    let file = bulk::csv_rows(text).map_err(|error| Problem::invalid("body", error.to_string()))?;
    let scripts = Scripts::of_caller(cx).await?;
    let CsvRows {
        rows: read,
        errors,
        duplicates,
    } = file;
    let mut rows = Vec::with_capacity(read.len());
    let mut seen = HashSet::new();
    for row in read {
        let own = row.duration.is_some() || row.expires_at.is_some();
        let wish = usable(&scripts, &row.script).and_then(|script| {
            if !seen.insert((row.username.key(), script.id)) {
                return Err(REPEATED.to_owned());
            }
            let term = Term {
                duration: if own { row.duration } else { term.duration },
                expires_at: if own { row.expires_at } else { term.expires_at },
                ..term
            };
            let change = term
                .change(script, cx.now())
                .map_err(|error| format!("{}: {}", error.field, error.message))?;
            Ok((script.id, change))
        });
        let username: Username = row.username;
        rows.push(NewJobRow {
            row: row.line,
            username: username.to_string(),
            script: row.script,
            wish: match wish {
                Ok((id, change)) => Ok(WantedChange::new(id, username, change, cx.now())?),
                Err(message) => Err(message),
            },
        });
    }
    let repeated = duplicates.into_iter().map(|line| (line, REPEATED.to_owned()));
    let wrong = errors.into_iter().map(|(line, errors)| {
        let said: Vec<String> = errors
            .into_iter()
            .map(|error| format!("{}: {}", error.field, error.message))
            .collect();
        (line, said.join(" "))
    });
    rows.extend(wrong.chain(repeated).map(|(row, message)| NewJobRow {
        row,
        username: String::new(),
        script: String::new(),
        wish: Err(message),
    }));
    Ok(rows)
}

/// 422 with what the domain says about the fields.
fn refused(errors: Vec<validation::FieldError>) -> Error {
    let errors = errors.into_iter().map(|error| FieldError {
        field: error.field,
        message: error.message,
    });
    Problem::validation(errors.collect()).into()
}

const REPEATED: &str = "This row repeats an earlier one, and was not carried out twice.";

/// The script that a row names, if access to it can be given.
fn usable<'a>(scripts: &'a Scripts, name: &str) -> Result<&'a Script, String> {
    let script = scripts.find(name)?;
    match script.refusal() {
        Some(refusal) => Err(refusal.to_owned()),
        None => Ok(script),
    }
}

async fn add(cx: &Cx, slot: &Slot, rows: &[NewJobRow]) -> Result<Response> {
    let user_id = *cx.user_id()?;
    let id: BulkJobId = cx.new_id()?;
    let db = cx.db()?;
    let mut batch = db.batch();
    let job = access::add_job(&mut batch, &user_id, id, JobKind::Grant, rows, cx.now())?;
    slot.store_with(&mut batch, 202, &job)?;
    batch.run().await?;
    access::wake(cx, user_id);
    response::json_with_status(202, &job)
}
