-- 用词库: words that a document should not hold, and what is written instead. Kept by the office; these begin it.
create table wordings (
    id uuid primary key,
    kind text not null constraint wordings_kind check (kind in ('misspelt', 'unfit', 'sensitive')),
    wrong text not null constraint wordings_wrong check (length(btrim(wrong)) between 2 and 40),
    -- Null where there is nothing better than to leave it out.
    proper text constraint wordings_proper check (length(btrim(proper)) between 1 and 40),
    reason text constraint wordings_reason check (length(reason) <= 200),
    ended_on date,
    constraint wordings_wrong_unique unique (wrong),
    constraint wordings_differ check (proper is distinct from wrong)
);

insert into wordings (id, kind, wrong, proper, reason)
select gen_random_uuid(), kind, wrong, proper, reason from (values
    -- Only what is no part of good writing: 以经 stands in 可以经由, 布署 in 公布署名.
    ('misspelt', '安排布署', '安排部署', null), ('misspelt', '决策布署', '决策部署', null),
    ('misspelt', '帐户', '账户', null), ('misspelt', '帐号', '账号', null), ('misspelt', '通迅', '通讯', null),
    ('misspelt', '辐员', '幅员', null), ('misspelt', '幅射', '辐射', null), ('misspelt', '陷井', '陷阱', null),
    ('misspelt', '震憾', '震撼', null), ('misspelt', '追朔', '追溯', null), ('misspelt', '松驰', '松弛', null),
    ('misspelt', '气慨', '气概', null), ('misspelt', '渡假村', '度假村', null), ('misspelt', '坐阵', '坐镇', null),
    ('misspelt', '装璜', '装潢', null), ('misspelt', '重迭', '重叠', null), ('misspelt', '泻露', '泄露', null),
    ('misspelt', '一如继往', '一如既往', null), ('misspelt', '迫不急待', '迫不及待', null),
    ('misspelt', '再接再励', '再接再厉', null), ('misspelt', '针贬时弊', '针砭时弊', null),
    ('misspelt', '登陆系统', '登录系统', null), ('misspelt', '登陆平台', '登录平台', null),
    ('misspelt', '签定合同', '签订合同', null), ('misspelt', '签定协议', '签订协议', null),
    ('unfit', '截止目前', '截至目前', '“截止”表示到期停止，“截至”表示到某时为止'),
    ('unfit', '其它', '其他', '公文统一用“其他”'), ('unfit', '涉及到', '涉及', '“及”已含“到”'),
    ('unfit', '凯旋归来', '凯旋', '“旋”已含“归来”'),
    ('unfit', '免费赠送', '赠送', null), ('unfit', '大约左右', '大约', '二者同义，只用一个'),
    ('sensitive', '残废人', '残疾人', null), ('sensitive', '弱智儿童', '智力障碍儿童', null)
) as begun (kind, wrong, proper, reason);

create view setting_wordings as
    select w.id, w.kind || w.wrong as place, w.wrong as title,
           concat_ws(' · ', case w.kind when 'misspelt' then '错别字' when 'unfit' then '不规范用语' else '敏感表述' end,
                     '应作' || w.proper) as note,
           null::date as valid_from, w.ended_on as valid_until,
           jsonb_build_object('kind', w.kind, 'wrong', w.wrong, 'proper', w.proper, 'reason', w.reason,
                              'ended_on', w.ended_on) as content
    from wordings w;

grant select, insert, update on wordings to tongzhou_app;
grant select on setting_wordings to tongzhou_app;
