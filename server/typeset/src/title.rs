//! Breaking a title (标题) into lines: meaning whole, lines of like length (回行时词意完整, 排列对称, 长短适宜;
//! GB/T 9704 7.3.1).

use icu_segmenter::WordSegmenter;
use icu_segmenter::options::WordBreakInvariantOptions;

use crate::text::{breakable, clean, ems};

/// Characters of 二号 (22 pt) that fit into 156 mm.
pub const LINE_EMS: f64 = 20.0;

/// A break that no reader would accept.
const NEVER: f64 = 1e6;

/// The lines of a title. A line feed forces a break; a line that is still too long is broken where it reads best.
pub fn break_title(title: &str) -> Vec<String> {
    let lines = title.lines().map(clean).filter(|line| !line.is_empty());
    lines.flat_map(|line| balance(&line)).map(|line| breakable(&line)).collect()
}

fn width(characters: &[char]) -> f64 {
    characters.iter().map(|c| ems(*c)).sum()
}

/// The line in as few lines as it needs, at the breaks of least cost.
fn balance(line: &str) -> Vec<String> {
    let characters: Vec<char> = line.chars().collect();
    let total = width(&characters);
    if total <= LINE_EMS {
        return vec![line.to_owned()];
    }
    let costs = break_costs(line, &characters);
    let fewest = (total / LINE_EMS).ceil() as usize;
    (fewest..fewest + 3)
        .find_map(|count| {
            let tries =
                shapes(count).into_iter().filter_map(|shape| best(&characters, &costs, total, &shape));
            tries.min_by(|a, b| a.0.total_cmp(&b.0))
        })
        .map_or_else(|| vec![characters], |(_, lines)| lines)
        .into_iter()
        .map(|line| line.into_iter().collect::<String>().trim().to_owned())
        .collect()
}

/// How much longer than the mean the longest line of a shape is.
const SWING: f64 = 0.15;
/// What lines of one length cost: 标题排列应当使用梯形或菱形 (7.3.1).
const RECTANGLE: f64 = 4.0;

/// Wanted lengths of the lines, the mean being 1, and what the shape itself costs: 梯形 either way up, 菱形, and, where
/// the words allow no other, lines alike.
fn shapes(count: usize) -> Vec<(Vec<f64>, f64)> {
    let middle = (count - 1) as f64 / 2.0;
    // From -1 at the first line to 1 at the last.
    let slope = |line: usize| (line as f64 - middle) / middle.max(0.5);
    let of = |swing: &dyn Fn(usize) -> f64| (0..count).map(|line| 1.0 + SWING * swing(line)).collect();
    let mut shapes =
        vec![(of(&|line| slope(line)), 0.0), (of(&|line| -slope(line)), 0.0), (vec![1.0; count], RECTANGLE)];
    if count > 2 {
        shapes.push((of(&|line| 1.0 - 2.0 * slope(line).abs()), 0.0));
    }
    shapes
}

/// The cheapest way into lines of a shape, or `None` where none fits.
fn best(
    characters: &[char],
    costs: &[f64],
    total: f64,
    (shape, own): &(Vec<f64>, f64),
) -> Option<(f64, Vec<Vec<char>>)> {
    let (end, count) = (characters.len(), shape.len());
    // cheapest[n][i]: the cost of `n` lines up to character `i`, and where the last of them starts.
    let mut cheapest = vec![vec![(f64::INFINITY, 0); end + 1]; count + 1];
    cheapest[0][0].0 = *own;
    for lines in 1..=count {
        let ideal = total / count as f64 * shape[lines - 1];
        for stop in 1..=end {
            for start in (0..stop).rev() {
                let ems = width(&characters[start..stop]);
                if ems > LINE_EMS {
                    break;
                }
                let cost =
                    cheapest[lines - 1][start].0 + ((ems - ideal) / ideal).powi(2) * 40.0 + costs[stop];
                if cost < cheapest[lines][stop].0 {
                    cheapest[lines][stop] = (cost, start);
                }
            }
        }
    }
    let cost = cheapest[count][end].0;
    if cost >= NEVER {
        return None;
    }
    let (mut lines, mut stop) = (Vec::new(), end);
    for count in (1..=count).rev() {
        let start = cheapest[count][stop].1;
        lines.push(characters[start..stop].to_vec());
        stop = start;
    }
    lines.reverse();
    Some((cost, lines))
}

/// Words the dictionary may not know as one.
const WHOLE: [&str; 12] =
    ["印发", "转发", "批转", "关于", "通知", "请示", "批复", "意见", "舟山", "十四五", "方案", "办法"];
/// Endings of organs' names: a good place to break after.
const ORGANS: [char; 9] = ['府', '局', '委', '会', '办', '厅', '室', '院', '部'];

/// What a break before each character costs (one entry more, for the end).
fn break_costs(line: &str, characters: &[char]) -> Vec<f64> {
    let mut costs = vec![NEVER; characters.len() + 1];
    let offsets: Vec<usize> = line.char_indices().map(|(offset, _)| offset).chain([line.len()]).collect();
    for offset in WordSegmenter::new_dictionary(WordBreakInvariantOptions::default()).segment_str(line) {
        if let Ok(index) = offsets.binary_search(&offset) {
            costs[index] = place_cost(line, offset, characters, index);
        }
    }
    for word in WHOLE {
        for (offset, _) in line.match_indices(word) {
            let start = offsets.partition_point(|own| *own < offset);
            costs[start + 1..start + word.chars().count()].fill(NEVER);
        }
    }
    *costs.last_mut().unwrap_or(&mut 0.0) = 0.0;
    costs
}

fn place_cost(line: &str, offset: usize, characters: &[char], index: usize) -> f64 {
    let (Some(before), Some(after)) = (index.checked_sub(1).map(|i| characters[i]), characters.get(index))
    else {
        return 0.0;
    };
    let (left, right) = line.split_at(offset);
    if "，、。；：？！》”’）〕的了".contains(*after) || "《“‘（〔".contains(before) {
        return NEVER;
    }
    if before.is_ascii_digit() || before.is_ascii_alphanumeric() && after.is_ascii_alphanumeric() {
        return NEVER;
    }
    let open = |opening, closing| left.matches(opening).count() > left.matches(closing).count();
    let mut cost = 10.0;
    if open('《', '》') || open('“', '”') || open('（', '）') {
        cost += 8.0;
    }
    if right.starts_with("关于") {
        cost -= 10.0;
    } else if ["关于", "印发", "转发", "批转"].iter().any(|word| left.ends_with(word))
        || *after == '《'
        || before == '》'
    {
        cost -= 6.0;
    } else if before == ' ' || ORGANS.contains(&before) {
        cost -= 3.0;
    }
    cost
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(title: &str, expected: &[&str]) {
        assert_eq!(break_title(title), expected);
    }

    #[test]
    fn short_titles_stay_whole() {
        check("关于召开全市数字化改革推进会的通知", &["关于召开全市数字化改革推进会的通知"]);
    }

    #[test]
    fn long_titles_break_at_words() {
        check(
            "舟山市人民政府关于印发舟山市数字政府建设“十四五”规划的通知",
            &["舟山市人民政府关于印发", "舟山市数字政府建设“十四五”规划的通知"],
        );
        check(
            "舟山市大数据发展管理局关于申请建设政务协同平台的请示",
            &["舟山市大数据发展管理局", "关于申请建设政务协同平台的请示"],
        );
    }

    #[test]
    fn a_line_feed_forces_a_break() {
        check("舟山市人民政府\n关于表彰的决定", &["舟山市人民政府", "关于表彰的决定"]);
    }

    #[test]
    fn three_lines_are_a_trapezium_or_a_diamond() {
        for title in [
            "舟山市人民政府办公室关于印发舟山市机关内部“最多跑一次”改革实施方案和任务分工的通知",
            "舟山市大数据发展管理局舟山市财政局关于进一步加强政务信息化项目建设资金使用监督管理工作的意见",
            "舟山市人民政府关于同意普陀区人民政府调整东港街道办事处和沈家门街道办事处行政管辖范围的批复",
        ] {
            let lines: Vec<usize> = break_title(title).iter().map(|line| line.chars().count()).collect();
            assert_eq!(lines.len(), 3, "{title}");
            let hourglass = lines[1] < lines[0] && lines[1] < lines[2];
            let rectangle = lines[0] == lines[1] && lines[1] == lines[2];
            assert!(!hourglass && !rectangle, "{:?}", break_title(title));
        }
    }

    #[test]
    fn no_line_is_wider_than_the_frame() {
        let long = "关于".to_owned() + &"进一步加强数字政府建设工作".repeat(12) + "的通知";
        for line in break_title(&long).iter().chain(&break_title(&"政".repeat(90))) {
            assert!(width(&line.chars().collect::<Vec<_>>()) <= LINE_EMS, "{line}");
        }
    }
}
