-- 公文格式 follows from the 文种 (GB/T 9704-2012 ch. 10): a 命令 is never on a letter, a 纪要 never under a 文件 mark. Where a
-- genre leaves the choice, the draft says so; what it does not say is the genre's usual format.
alter table documents
    add constraint documents_format check (
        draft ->> 'format' is null
        or case draft ->> 'genre'
            when '命令' then draft ->> 'format' = '命令'
            when '纪要' then draft ->> 'format' = '纪要'
            when '函' then draft ->> 'format' in ('信函', '文件')
            when '通知' then draft ->> 'format' in ('文件', '信函')
            when '意见' then draft ->> 'format' in ('文件', '信函')
            when '批复' then draft ->> 'format' in ('文件', '信函')
            when '通报' then draft ->> 'format' in ('文件', '信函')
            else draft ->> 'format' = '文件'
        end
    ),
    -- 命令 and 纪要 are not issued upward and 请示, 报告 only upward is for the rules to say while one drafts; that a
    -- 上行文 is no letter is a matter of form.
    add constraint documents_upward_format check (
        draft ->> 'direction' <> 'upward' or coalesce(draft ->> 'format', '文件') <> '信函'
    );
