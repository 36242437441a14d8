//! Invented documents to search in, the same at every run: common words stand in a tenth of them, rare names in a few.

/// Bodies are as long as a short notice.
const SENTENCES: u64 = 6;

const TOPICS: &[&str] = &[
    "数据共享",
    "安全生产",
    "防汛防台",
    "海塘加固",
    "渔船管理",
    "港口物流",
    "老旧小区改造",
    "营商环境",
    "乡村振兴",
    "义务教育",
    "医疗保障",
    "食品安全",
    "森林防火",
    "污水治理",
    "住房公积金",
    "科技创新",
    "人才引进",
    "档案管理",
    "信访工作",
    "保密检查",
    "预算执行",
    "审计整改",
    "公务用车",
    "政务公开",
    "电子印章",
    "应急演练",
    "文化旅游",
    "养老服务",
    "社会救助",
    "道路交通",
    "水资源",
    "海洋生态",
    "绿色石化",
    "跨海大桥",
    "航班航线",
    "轮渡停航",
    "海岛供水",
    "海上风电",
    "远洋渔业",
    "船舶修造",
];
const ACTS: &[&str] = &[
    "需求对接",
    "专项检查",
    "情况通报",
    "任务分解",
    "项目验收",
    "年度考核",
    "培训班",
    "座谈会",
    "实施方案",
    "资金安排",
    "名单公示",
    "意见征求",
    "经验推广",
    "问题整改",
    "台账报送",
    "现场核查",
    "值班安排",
    "系统升级",
    "试点申报",
    "成果评选",
];
const PLACES: &[&str] = &[
    "定海区",
    "普陀区",
    "岱山县",
    "嵊泗县",
    "新城",
    "六横",
    "金塘",
    "衢山",
    "桃花",
    "虾峙",
    "东极",
    "长涂",
    "秀山",
    "洋山",
    "枸杞",
    "嵊山",
];
const SENTENCE: &[&str] = &[
    "各单位要高度重视，明确专人负责，按时完成各项工作。",
    "请于本月底前将有关材料报送至联系人处。",
    "对进度滞后的项目，要逐一分析原因，制定措施。",
    "经市政府同意，现将有关事项通知如下。",
    "要加强部门之间的协同配合，形成工作合力。",
    "工作中遇到的问题，请及时与我们联系。",
    "要坚持问题导向，做到边查边改、立行立改。",
    "各地要结合实际，细化工作举措，确保取得实效。",
];
const FAMILIES: &[&str] =
    &["欧阳", "钟离", "慕容", "令狐", "澹台", "宇文", "贺", "邬", "柴", "臧", "鲍", "厉", "乐", "励"];
const GIVEN: &[&str] = &[
    "景行", "思齐", "若水", "望舒", "清晏", "怀瑾", "令仪", "星河", "知微", "长风", "听澜", "云帆", "松涛",
    "海晏", "书瑶", "子衿", "明远", "静姝",
];

/// The n-th document: what stands in its head, and its text. Folded as the search folds.
pub fn document(n: u64) -> (String, String) {
    let mut dice = Dice(n);
    let (topic, act, place) = (dice.common(TOPICS), dice.common(ACTS), dice.common(PLACES));
    let head = format!("关于做好{place}{topic}{act}工作的通知 舟数据({}){n}号", 2015 + n % 10);
    let mut body = String::new();
    for _ in 0..SENTENCES {
        body += dice.common(SENTENCE);
        body += &format!("{}{}{}，", dice.common(PLACES), dice.common(TOPICS), dice.common(ACTS));
    }
    body += &format!("联系人{}{}，电话{}。", dice.even(FAMILIES), dice.even(GIVEN), 2_600_000 + n % 90_000);
    (fold(&head), fold(&body))
}

fn fold(text: &str) -> String {
    text.chars().map(api::search::fold).collect()
}

/// What people ask, by kind.
pub fn questions() -> Vec<(&'static str, Vec<String>)> {
    let all = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
    let pairs = |left: &[&str], right: &[&str]| {
        let pair = |(place, left): (usize, &&str)| format!("{left} {}", right[place % right.len()]);
        left.iter().enumerate().map(pair).collect::<Vec<_>>()
    };
    let names = FAMILIES.iter().zip(GIVEN).map(|(family, given)| format!("{family}{given}")).collect();
    vec![
        ("one common word", all(TOPICS)),
        (
            "two characters",
            all(&[
                "海塘", "渔船", "档案", "信访", "审计", "公示", "座谈", "台账", "新城", "六横", "桃花",
                "东极",
            ]),
        ),
        ("one character", all(&["海", "船", "岛", "桥", "水", "风"])),
        ("a name", names),
        ("a number", (1..=30).map(|n| format!("舟数据〔{}〕{}号", 2015 + n * 600 % 10, n * 600)).collect()),
        ("several words", pairs(TOPICS, ACTS)),
        ("three words", pairs(&pairs(TOPICS, ACTS).iter().map(String::as_str).collect::<Vec<_>>(), PLACES)),
        ("a word and a name", pairs(TOPICS, &["欧阳景行", "钟离思齐", "慕容若水", "令狐望舒"])),
        ("nowhere", all(&["龙凤呈祥", "量子纠缠", "蓬莱仙境", "火星移民"])),
    ]
}

/// SplitMix64: even and repeatable.
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn even(&mut self, of: &[&'static str]) -> &'static str {
        of[(self.next() % of.len() as u64) as usize]
    }

    /// The first ones far more often than the last.
    fn common(&mut self, of: &[&'static str]) -> &'static str {
        let share = (self.next() >> 11) as f64 / (1u64 << 53) as f64;
        of[(share * share * of.len() as f64) as usize]
    }
}
