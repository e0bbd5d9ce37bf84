//! One list of a seller's scripts from the several that TradingView has: which ones there are is told by two of them, what
//! they look like by all.

use std::collections::{BTreeMap, BTreeSet};

use super::sync::ScriptMetadata;
use super::wire::{FacadeScript, PineId, PublishedScript, ScriptAccess, SuggestedScript};

const SITE: &str = "https://www.tradingview.com";
const PICTURES: &str = "https://s3.tradingview.com";

/// What the lists say.
#[derive(Debug, Clone, Default)]
pub struct Lists {
    /// `list_scripts`: the ids of those that are shared by invitation.
    pub shareable: Vec<PineId>,
    /// What the host of scripts has of the seller's published ones.
    pub facade: Vec<FacadeScript>,
    /// Titles and access of single scripts.
    pub published: Vec<PublishedScript>,
    /// What anybody finds: others' scripts too, so these only add to what is known.
    pub suggested: Vec<SuggestedScript>,
}

impl Lists {
    /// The ids of all scripts. Either list that tells may lack some of the other's.
    pub fn ids(&self) -> BTreeSet<PineId> {
        let mut ids = BTreeSet::new();
        ids.extend(self.shareable.iter().cloned());
        ids.extend(self.facade.iter().filter_map(|script| id(&script.script_id_part)));
        ids
    }

    /// What is known about each script. A title is empty where no list has one: such a script is not fit to be stored.
    pub fn metadata(&self) -> Vec<ScriptMetadata> {
        let mut known: BTreeMap<PineId, ScriptMetadata> = BTreeMap::new();
        known.extend(self.ids().into_iter().map(|id| (id.clone(), nothing(id))));
        for script in &self.published {
            if let Some(known) = known.get_mut(&script.script_id_part) {
                script.script_name.trim().clone_into(&mut known.title);
                known.access = script.access.0;
            }
        }
        for script in &self.facade {
            let Some(known) = id(&script.script_id_part).and_then(|id| known.get_mut(&id)) else {
                continue;
            };
            script.script_name.trim().clone_into(&mut known.title);
            known.access = script.script_access.0.or(known.access);
            known.version.clone_from(&script.version);
            known.kind.clone_from(&script.extra.kind);
            known.description = script
                .extra
                .short_description
                .clone()
                .filter(|text| !text.is_empty());
        }
        for script in &self.suggested {
            if let Some(known) = id(&script.script_id_part).and_then(|id| known.get_mut(&id)) {
                add_suggested(known, script);
            }
        }
        // Whatever else is said: what may be shared is shared by invitation.
        for id in &self.shareable {
            if let Some(known) = known.get_mut(id) {
                known.access = Some(ScriptAccess::InviteOnly);
            }
        }
        known.into_values().collect()
    }
}

/// The lists also hold ids of other kinds.
fn id(text: &str) -> Option<PineId> {
    PineId::parse(text).ok()
}

const fn nothing(pine_id: PineId) -> ScriptMetadata {
    ScriptMetadata {
        pine_id,
        title: String::new(),
        access: None,
        kind: None,
        version: None,
        likes: None,
        url: None,
        image_url: None,
        description: None,
    }
}

fn add_suggested(script: &mut ScriptMetadata, suggested: &SuggestedScript) {
    script.likes = Some(suggested.agree_count);
    script.access = script.access.or(suggested.access.0);
    if script.kind.is_none() {
        script.kind.clone_from(&suggested.extra.kind);
    }
    if script.version.is_none() {
        script.version.clone_from(&suggested.version);
    }
    let Some(image) = suggested.image_url.as_deref() else {
        return;
    };
    if image.starts_with("https://") {
        script.image_url = Some(image.to_owned());
    } else if let Some(first) = image.chars().next().filter(|_| is_image_id(image)) {
        // The page of a publication is named by the id of its picture.
        script.url = Some(format!("{SITE}/script/{image}/"));
        let folder = first.to_ascii_lowercase();
        script.image_url = Some(format!("{PICTURES}/{folder}/{image}_mid.png"));
    }
}

fn is_image_id(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::super::wire::json;
    use super::*;

    fn id(number: u8) -> PineId {
        PineId::parse(&format!("PUB;{number:032x}")).unwrap()
    }

    fn lists() -> Lists {
        let facade = format!(
            r#"[{{"scriptIdPart":"{}","scriptName":" Trend ","scriptAccess":"invite_only","version":"12.0","extra":{{"kind":"study","shortDescription":"T"}}}},
                {{"scriptIdPart":"{}","scriptName":"Tools","scriptAccess":"open_no_auth","version":"3.0","extra":{{"kind":"library"}}}},
                {{"scriptIdPart":"STD;RSI","scriptName":"RSI","extra":{{}}}}]"#,
            id(1),
            id(2)
        );
        let suggested = format!(
            r#"[{{"imageUrl":"AbC12345","scriptName":"Trend","access":3,"scriptIdPart":"{}","version":12,"extra":{{}},"agreeCount":40,"author":{{"id":7,"username":"Jane"}}}},
                {{"imageUrl":"../evil","scriptName":"Other","access":1,"scriptIdPart":"{}","agreeCount":9,"author":{{"id":8,"username":"Joe"}}}},
                {{"imageUrl":"../evil","scriptName":"Tools","access":1,"scriptIdPart":"{}","agreeCount":9,"author":{{"id":7,"username":"Jane"}}}}]"#,
            id(1),
            id(9),
            id(2)
        );
        Lists {
            shareable: vec![id(3), id(1)],
            facade: json(&facade).unwrap(),
            published: json(&format!(
                r#"[{{"scriptIdPart":"{}","scriptName":"Hidden","access":3}}]"#,
                id(3)
            ))
            .unwrap(),
            suggested: json(&suggested).unwrap(),
        }
    }

    #[test]
    fn every_list_adds_what_it_knows() {
        let scripts = lists().metadata();
        assert_eq!(
            scripts.iter().map(|script| &script.pine_id).collect::<Vec<_>>(),
            [&id(1), &id(2), &id(3)]
        );
        let [trend, tools, hidden] = scripts.as_slice() else {
            panic!()
        };
        assert_eq!(
            (trend.title.as_str(), trend.access, trend.likes),
            ("Trend", Some(ScriptAccess::InviteOnly), Some(40))
        );
        assert_eq!(
            (
                trend.kind.as_deref(),
                trend.version.as_deref(),
                trend.description.as_deref()
            ),
            (Some("study"), Some("12.0"), Some("T"))
        );
        assert_eq!(
            trend.image_url.as_deref(),
            Some("https://s3.tradingview.com/a/AbC12345_mid.png")
        );
        assert_eq!(
            trend.url.as_deref(),
            Some("https://www.tradingview.com/script/AbC12345/")
        );
        assert_eq!(
            (tools.access, tools.likes, tools.url.as_deref()),
            (Some(ScriptAccess::Open), Some(9), None)
        );
        assert_eq!(
            (hidden.title.as_str(), hidden.access),
            ("Hidden", Some(ScriptAccess::InviteOnly))
        );
    }

    #[test]
    fn a_script_that_no_list_names_is_there_and_not_fit() {
        let lists = Lists {
            shareable: vec![id(1)],
            ..Lists::default()
        };
        let [script] = lists.metadata().try_into().unwrap();
        assert!(!script.problems().is_empty());
    }
}
