//! Invented people: common surnames and given syllables with their pinyin, which makes the accounts.

use std::collections::HashSet;

use super::dice::Dice;

/// A syllable and its pinyin.
type Syllable = (&'static str, &'static str);

const SURNAMES: &[Syllable] = &[
    ("王", "wang"),
    ("李", "li"),
    ("张", "zhang"),
    ("刘", "liu"),
    ("陈", "chen"),
    ("杨", "yang"),
    ("黄", "huang"),
    ("赵", "zhao"),
    ("吴", "wu"),
    ("周", "zhou"),
    ("徐", "xu"),
    ("孙", "sun"),
    ("马", "ma"),
    ("朱", "zhu"),
    ("胡", "hu"),
    ("郭", "guo"),
    ("何", "he"),
    ("林", "lin"),
    ("高", "gao"),
    ("罗", "luo"),
    ("郑", "zheng"),
    ("梁", "liang"),
    ("谢", "xie"),
    ("宋", "song"),
    ("唐", "tang"),
    ("许", "xu"),
    ("邓", "deng"),
    ("冯", "feng"),
    ("韩", "han"),
    ("曹", "cao"),
    ("曾", "zeng"),
    ("彭", "peng"),
    ("萧", "xiao"),
    ("蔡", "cai"),
    ("潘", "pan"),
    ("田", "tian"),
    ("董", "dong"),
    ("袁", "yuan"),
    ("于", "yu"),
    ("余", "yu"),
    ("叶", "ye"),
    ("蒋", "jiang"),
    ("杜", "du"),
    ("苏", "su"),
    ("魏", "wei"),
    ("程", "cheng"),
    ("吕", "lv"),
    ("丁", "ding"),
    ("沈", "shen"),
    ("任", "ren"),
    ("姚", "yao"),
    ("卢", "lu"),
    ("傅", "fu"),
    ("钟", "zhong"),
    ("姜", "jiang"),
    ("崔", "cui"),
    ("谭", "tan"),
    ("廖", "liao"),
    ("范", "fan"),
    ("汪", "wang"),
    ("陆", "lu"),
    ("金", "jin"),
    ("石", "shi"),
    ("戴", "dai"),
    ("贾", "jia"),
    ("韦", "wei"),
    ("夏", "xia"),
    ("邱", "qiu"),
    ("方", "fang"),
    ("侯", "hou"),
    ("邹", "zou"),
    ("熊", "xiong"),
    ("孟", "meng"),
    ("秦", "qin"),
    ("白", "bai"),
    ("江", "jiang"),
    ("阎", "yan"),
    ("薛", "xue"),
    ("尹", "yin"),
    ("段", "duan"),
    ("乐", "yue"),
    ("虞", "yu"),
    ("应", "ying"),
    ("竺", "zhu"),
];

const GIVEN: &[Syllable] = &[
    ("伟", "wei"),
    ("芳", "fang"),
    ("娜", "na"),
    ("静", "jing"),
    ("敏", "min"),
    ("磊", "lei"),
    ("洋", "yang"),
    ("艳", "yan"),
    ("勇", "yong"),
    ("军", "jun"),
    ("杰", "jie"),
    ("娟", "juan"),
    ("涛", "tao"),
    ("超", "chao"),
    ("霞", "xia"),
    ("刚", "gang"),
    ("建国", "jianguo"),
    ("志强", "zhiqiang"),
    ("海燕", "haiyan"),
    ("晓东", "xiaodong"),
    ("丽华", "lihua"),
    ("文博", "wenbo"),
    ("思远", "siyuan"),
    ("雨桐", "yutong"),
    ("子涵", "zihan"),
    ("俊杰", "junjie"),
    ("梦琪", "mengqi"),
    ("欣怡", "xinyi"),
    ("浩然", "haoran"),
    ("宇航", "yuhang"),
    ("佳宁", "jianing"),
    ("晨曦", "chenxi"),
    ("海波", "haibo"),
    ("海峰", "haifeng"),
    ("立群", "liqun"),
    ("国平", "guoping"),
    ("红梅", "hongmei"),
    ("春华", "chunhua"),
    ("秋实", "qiushi"),
    ("永康", "yongkang"),
    ("嘉懿", "jiayi"),
    ("若溪", "ruoxi"),
    ("明轩", "mingxuan"),
    ("舒婷", "shuting"),
    ("亦凡", "yifan"),
    ("承泽", "chengze"),
    ("书瑶", "shuyao"),
    ("景行", "jingxing"),
    ("知行", "zhixing"),
    ("汝成", "rucheng"),
    ("锦程", "jincheng"),
    ("望舒", "wangshu"),
    ("清和", "qinghe"),
    ("怀瑾", "huaijin"),
    ("凌云", "lingyun"),
    ("海若", "hairuo"),
    ("舟平", "zhouping"),
    ("晏宁", "yanning"),
    ("维桢", "weizhen"),
    ("颖", "ying"),
    ("璐", "lu"),
    ("琳", "lin"),
    ("昊", "hao"),
    ("栋", "dong"),
    ("倩", "qian"),
    ("凯", "kai"),
    ("莹", "ying"),
    ("蕾", "lei"),
    ("岚", "lan"),
    ("帆", "fan"),
];

/// Syllables that old systems lose.
const RARE: &[Syllable] = &[
    ("喆", "zhe"),
    ("镕", "rong"),
    ("翀", "chong"),
    ("祎", "yi"),
    ("玥", "yue"),
    ("堃", "kun"),
    ("珺", "jun"),
    ("旻", "min"),
    ("瑄", "xuan"),
    ("赟", "yun"),
    ("淼", "miao"),
    ("彧", "yu"),
    ("芃", "peng"),
    ("煊", "xuan"),
    ("嘉祎", "jiayi"),
    ("翀之", "chongzhi"),
    ("亦喆", "yizhe"),
];

/// Gives each person a name and an account that nobody else has.
pub struct Names {
    dice: Dice,
    names: HashSet<String>,
    accounts: HashSet<String>,
}

impl Names {
    pub fn new() -> Self {
        Self { dice: Dice::new(7), names: HashSet::new(), accounts: HashSet::new() }
    }

    /// Keeps a name and an account from being given again.
    pub fn reserve(&mut self, name: &str, account: &str) {
        self.names.insert(name.to_owned());
        self.accounts.insert(account.to_owned());
    }

    /// Name and account of another person; `rare` allows characters that few fonts have.
    pub fn next(&mut self, rare: bool) -> (String, String) {
        loop {
            let syllables = if rare && self.dice.percent(12) { RARE } else { GIVEN };
            let (Some(surname), Some(given)) = (self.dice.pick(SURNAMES), self.dice.pick(syllables)) else {
                continue;
            };
            let name = format!("{}{}", surname.0, given.0);
            if self.names.insert(name.clone()) {
                return (name, self.account(&format!("{}{}", surname.1, given.1)));
            }
        }
    }

    /// 同音: the second of the same sound gets a 2.
    fn account(&mut self, sound: &str) -> String {
        let mut account = sound.to_owned();
        let mut number = 1;
        while !self.accounts.insert(account.clone()) {
            number += 1;
            account = format!("{sound}{number}");
        }
        account
    }
}
