//! The rules by number: R01 to R20 are 行文规则, F01 to F09 the format.

use crate::{Language, label::labelled};

labelled! {
    /// A rule of correspondence or of format.
    pub enum Rule {
        R01 = "R01", "不越级行文", "No passing over a level";
        R02 = "R02", "上行文主送一个上级，不抄送下级", "Upward: one superior, no copies below";
        R03 = "R03", "向上级主管部门请示报告须经本级同意", "Consent before writing to the superior department";
        R04 = "R04", "下级请示不得原文转报", "No passing on of a lower organ's request unread";
        R05 = "R05", "请示一文一事", "One matter a request";
        R06 = "R06", "非请示性公文不夹带请示事项", "No request inside a report";
        R07 = "R07", "不向上级机关负责人报送", "Not addressed to a leader in person";
        R08 = "R08", "双重领导的抄送另一上级", "Copy the other superior";
        R09 = "R09", "重要下行文抄送直接上级", "Copy important documents to the superior";
        R10 = "R10", "部门不向下级党委政府发指令性公文", "Departments do not instruct lower governments";
        R11 = "R11", "未协商一致不向下行文", "No document below without agreement";
        R12 = "R12", "联合行文须同级", "Joint issuers are of one level";
        R13 = "R13", "内设机构不对外正式行文", "Departments within an organ do not issue";
        R14 = "R14", "上行文标注签发人，请示注明联系人", "Upward: signer; request: contact";
        R15 = "R15", "标题由机关、事由、文种组成", "Title: organ, matter, genre";
        R16 = "R16", "成文日期为签发日期", "Dated on the day of signing";
        R17 = "R17", "发文字号书写规范", "Form of a document number";
        R18 = "R18", "紧急公文明确办理时限", "Urgent documents name a time limit";
        R19 = "R19", "不得处理国家秘密", "No state secrets";
        R20 = "R20", "规范性文件的合法性审查", "Legal review of normative documents";
        F01 = "F01", "要素齐全", "Mandatory elements";
        F02 = "F02", "文种与行文方向相符", "Genre agrees with direction";
        F03 = "F03", "份号六位", "Copy number of six digits";
        F04 = "F04", "机关不重复", "No organ twice";
        F05 = "F05", "结构层次序数", "Numbering of headings";
        F06 = "F06", "标点符号用法", "Punctuation";
        F07 = "F07", "附件说明与附件", "Attachments and their mention";
        F08 = "F08", "特定格式的要素", "Elements of each format";
        F09 = "F09", "用词规范", "Proper wording";
    }
}

impl Rule {
    /// Where the rule stands: article of the 条例 (中办发〔2012〕14号) or clause of the standard.
    pub fn source(self, language: Language) -> &'static str {
        let (chinese, english) = match self {
            Rule::R01 => ("条例第十四条", "条例 art. 14"),
            Rule::R02 => ("条例第十五条第一项", "条例 art. 15 (1)"),
            Rule::R03 => ("条例第十五条第二项", "条例 art. 15 (2)"),
            Rule::R04 => ("条例第十五条第三项", "条例 art. 15 (3)"),
            Rule::R05 | Rule::R06 => ("条例第十五条第四项", "条例 art. 15 (4)"),
            Rule::R07 => ("条例第十五条第五项", "条例 art. 15 (5)"),
            Rule::R08 => ("条例第十五条第六项", "条例 art. 15 (6)"),
            Rule::R09 => ("条例第十六条第一项", "条例 art. 16 (1)"),
            Rule::R10 => ("条例第十六条第二项", "条例 art. 16 (2)"),
            Rule::R11 => ("条例第十六条第四项", "条例 art. 16 (4)"),
            Rule::R12 | Rule::R13 => ("条例第十七条", "条例 art. 17"),
            Rule::R14 => ("条例第九条第六项、第十四项", "条例 art. 9 (6), (14)"),
            Rule::R15 => ("条例第九条第七项", "条例 art. 9 (7)"),
            Rule::R16 => ("条例第九条第十二项", "条例 art. 9 (12)"),
            Rule::R17 => ("GB/T 9704-2012 7.2.5", "GB/T 9704-2012 7.2.5"),
            Rule::R18 => ("条例第二十四条第四项", "条例 art. 24 (4)"),
            Rule::R19 => ("条例第二十六条", "条例 art. 26"),
            Rule::R20 => ("条例第十九条第一项", "条例 art. 19 (1)"),
            Rule::F01 | Rule::F04 => ("条例第九条", "条例 art. 9"),
            Rule::F02 => ("条例第八条", "条例 art. 8"),
            Rule::F03 => ("GB/T 9704-2012 7.2.1", "GB/T 9704-2012 7.2.1"),
            Rule::F05 => ("GB/T 9704-2012 7.3.3", "GB/T 9704-2012 7.3.3"),
            Rule::F06 => ("GB/T 15834-2011", "GB/T 15834-2011"),
            Rule::F08 => ("GB/T 9704-2012 7.3.5.5、10", "GB/T 9704-2012 7.3.5.5, 10"),
            Rule::F09 => ("条例第二十条第四项", "条例 art. 20 (4)"),
            Rule::F07 => ("GB/T 9704-2012 7.3.4、7.3.7", "GB/T 9704-2012 7.3.4, 7.3.7"),
        };
        language.pick(chinese, english)
    }
}
