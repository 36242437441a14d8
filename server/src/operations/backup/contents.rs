//! What a database holds, counted: the same before and after, or a restore has failed.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use sqlx::{AssertSqlSafe, PgConnection};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Contents {
    /// Rows of each table.
    pub tables: BTreeMap<String, i64>,
    /// The end of the audit chain.
    pub audit: End,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, sqlx::FromRow)]
#[serde(deny_unknown_fields)]
pub struct End {
    pub number: i64,
    /// Its root; empty where nothing is sealed yet.
    pub link: String,
}

impl Contents {
    /// Call it within a snapshot.
    pub async fn read(reader: &mut PgConnection) -> Result<Self, sqlx::Error> {
        let names: Vec<String> = sqlx::query_scalar(
            "select quote_ident(relname) from pg_class
             where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not relispartition",
        )
        .fetch_all(&mut *reader)
        .await?;
        let mut tables = BTreeMap::new();
        for name in names {
            // The catalogue gave the name, quoted.
            let sql = AssertSqlSafe(format!("select count(*) from public.{name}"));
            tables.insert(name, sqlx::query_scalar(sql).fetch_one(&mut *reader).await?);
        }
        let audit = sqlx::query_as("select number, link from audit_log order by number desc limit 1")
            .fetch_optional(reader)
            .await?;
        Ok(Self { tables, audit: audit.unwrap_or(End { number: 0, link: String::new() }) })
    }

    pub fn rows(&self) -> i64 {
        self.tables.values().sum()
    }

    /// What differs from what should be there; empty where nothing does.
    pub fn differences(&self, expected: &Self) -> Vec<String> {
        let mut found = Vec::new();
        let names = expected
            .tables
            .keys()
            .chain(self.tables.keys().filter(|name| !expected.tables.contains_key(*name)));
        for name in names {
            let (here, there) = (self.tables.get(name), expected.tables.get(name));
            if here != there {
                let count =
                    |rows: Option<&i64>| rows.map_or("no table".to_owned(), |rows| format!("{rows} rows"));
                found.push(format!("{name}: {} instead of {}", count(here), count(there)));
            }
        }
        if self.audit != expected.audit {
            found.push(format!(
                "the audit chain ends at {} {} instead of {} {}",
                self.audit.number, self.audit.link, expected.audit.number, expected.audit.link
            ));
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::{Contents, End};

    #[test]
    fn a_row_less_a_table_more_and_another_root_are_told() {
        let contents = |rows, link: &str| Contents {
            tables: [("cases".to_owned(), rows)].into(),
            audit: End { number: 3, link: link.to_owned() },
        };
        let whole = contents(7, "aa");
        assert!(whole.differences(&whole).is_empty());
        let mut other = contents(6, "bb");
        other.tables.insert("strange".to_owned(), 1);
        assert_eq!(
            other.differences(&whole),
            [
                "cases: 6 rows instead of 7 rows",
                "strange: 1 rows instead of no table",
                "the audit chain ends at 3 bb instead of 3 aa",
            ]
        );
    }
}
