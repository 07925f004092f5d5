"""What a log's pattern asks: one telephone for many, a rush, nobody's use; never a verdict."""

from ihanoi_eval.evidence.platform_questions import KNOWN, Question

KNOWN_ROWS = {  # how many rows of a log, or of what stands for it, were there at T
    "usage": "coalesce(sum(uses), 0)",
    **{log: f"count(*) FILTER ({condition})" for log, condition in KNOWN.items()},
}


def _last_known(moment: str) -> str:
    """The last of the moments before T."""
    return f"max({moment}) FILTER ({moment} < getvariable('cut'))"


PATTERNS = (
    Question(
        check="many_accounts_a_device",
        log="accounts",
        needs=("accounts",),
        found="{accounts} tài khoản trên {devices} thiết bị",
        message="{accounts} tài khoản mở trên {devices} thiết bị mà tính cả thành phố có từ "
        "{limit} tài khoản trở lên. Là máy dùng chung ở bộ phận một cửa, tổ công nghệ số? Đề "
        "nghị cho biết.",
        sql="""
            WITH known AS (
                SELECT unit_code, device_id FROM accounts
                WHERE device_id IS NOT NULL
                    AND coalesce(registered_at, activated_at) < getvariable('cut')
            ), crowded AS (
                SELECT device_id FROM known GROUP BY device_id
                HAVING count(*) >= getvariable('accounts_a_device')
            )
            SELECT unit_code, '' AS about, count(*) AS accounts,
                count(DISTINCT device_id) AS devices, getvariable('accounts_a_device') AS limit_
            FROM known JOIN crowded USING (device_id) JOIN units USING (unit_code)
            GROUP BY unit_code ORDER BY unit_code
        """,
    ),
    Question(
        check="unusual_day",
        log="accounts",
        needs=("accounts",),
        found="{accounts} tài khoản ngày {on_day}",
        message="Ngày {on_day} có {accounts} tài khoản mới, gấp {times} lần so với nhịp của toàn "
        "thành phố (khoảng {expected}). Có đợt ra quân, hay số liệu nhập một lần?",
        sql="""
            WITH daily AS (
                SELECT unit_code, opened // 86400000000 AS day, count(*) AS accounts
                FROM (
                    SELECT unit_code, coalesce(registered_at, activated_at) AS opened FROM accounts
                    WHERE holder IN ('resident', 'public_staff')
                ) JOIN units USING (unit_code)
                WHERE has_residents
                    AND opened >= getvariable('start') AND opened < getvariable('cut')
                GROUP BY ALL
            ), expected AS (
                SELECT unit_code, day, accounts, sum(accounts) OVER (PARTITION BY unit_code)
                    * sum(accounts) OVER (PARTITION BY day) / sum(accounts) OVER () AS expected
                FROM daily
            )
            SELECT unit_code, '' AS about, accounts, day AS on_day, round(expected) AS expected,
                round(accounts / expected, 1) AS times
            FROM expected
            WHERE accounts >= getvariable('day_accounts')
                AND accounts >= getvariable('day_times') * expected
            QUALIFY row_number() OVER (PARTITION BY unit_code ORDER BY times DESC, day) = 1
            ORDER BY unit_code
        """,
    ),
    Question(
        check="never_used",
        log="usage",
        needs=("accounts", "usage"),
        found="{unused}/{accounts} tài khoản, {unit_share}",
        message="{unused} trong {accounts} tài khoản đã đủ thời gian để dùng ({unit_share}) chưa "
        "dùng lần nào trong đợt; toàn thành phố {city_share}. Người dân có tự mở tài khoản không?",
        sql="""
            WITH by_unit AS (
                SELECT unit_code, count(*) AS accounts, count(*) FILTER (days = 0) AS unused
                FROM account_facts JOIN units USING (unit_code)
                WHERE has_residents AND is_person AND is_usable GROUP BY unit_code
            ), city AS (SELECT sum(unused) / sum(accounts) AS city_share FROM by_unit)
            SELECT unit_code, '' AS about, accounts, unused, unused / accounts AS unit_share,
                city_share
            FROM by_unit, city
            WHERE unused >= getvariable('unused_accounts')
                AND unused / accounts >= getvariable('unused_times') * city_share
            ORDER BY unit_code
        """,
    ),
    Question(
        check="many_refusals",
        log="petitions",
        needs=("petitions",),
        found="{refused}/{received} phản ánh, {unit_share}",
        message="Từ chối {refused} trong {received} phản ánh ({unit_share}), trên {times} lần mức "
        "của cùng bảng ({league_share}). Đề nghị nêu lý do từ chối.",
        sql="""
            WITH by_unit AS (
                SELECT unit_code, league, petitions_received AS received,
                    petitions_refused AS refused,
                    sum(petitions_received) OVER (PARTITION BY league) AS league_received,
                    sum(petitions_refused) OVER (PARTITION BY league) AS league_refused
                FROM petition_measures JOIN units USING (unit_code)
            )
            SELECT unit_code, '' AS about, received, refused, refused / received AS unit_share,
                league_refused / league_received AS league_share,
                getvariable('refused_times') AS times
            FROM by_unit
            WHERE refused >= getvariable('refused_petitions')
                AND refused * league_received
                    > getvariable('refused_times') * received * league_refused
            ORDER BY unit_code
        """,
    ),
    *(
        Question(
            check="log_ends_early",
            log=log,
            needs=(log,),
            found="dòng cuối ngày {last_day}",
            message="Dòng cuối của nhật ký tính đến ngày chốt là ngày {last_day}, trong khi chốt "
            "hết ngày {cut_day}. Bản xuất có phải bản cũ? Đề nghị xuất lại.",
            sql=f"""
                SELECT '' AS unit_code, '{log}' AS about, last // 86400000000 AS last_day,
                    getvariable('cut') // 86400000000 - 1 AS cut_day
                FROM (SELECT {KNOWN_ROWS[log]} AS rows_, {last} AS last FROM {table})
                WHERE rows_ >= getvariable('silent_rows') AND last <
                    getvariable('cut') - getvariable('silent_days') * 86400000000
            """,
        )
        for log, table, last in (  # before T: a row of a later day hides no old log
            (
                "accounts",
                "accounts",
                f"greatest({_last_known('registered_at')}, {_last_known('activated_at')})",
            ),
            ("usage", "account_use", "(SELECT max(last_use) FROM usage_features)"),
            ("petitions", "petitions", _last_known("received_at")),
        )
    ),
    *(
        Question(
            check="log_is_empty",
            log=log,
            needs=(log,),
            severity="error",
            found="{rows} dòng trước ngày chốt, không dòng nào được tính",
            message=f"Nhật ký có {{rows}} dòng đọc được trước ngày chốt nhưng không dòng nào "
            f"{where}; mọi số đếm từ nhật ký này là 0. Đề nghị xuất lại. Nếu không có nhật ký này "
            "thì bỏ tệp ra khỏi thư mục số liệu: các số ấy khi đó là thiếu, không phải 0.",
            sql=f"""
                SELECT '' AS unit_code, '{log}' AS about, rows_
                FROM (SELECT {KNOWN_ROWS[log]} AS rows_, {counted} AS counted FROM {table})
                WHERE counted = 0 AND getvariable('cut') > getvariable('start')
            """,
        )
        for log, table, counted, where in (
            (
                "accounts",
                "accounts",
                "count(*) FILTER (least(registered_at, activated_at) < getvariable('cut'))",
                "ghi thời điểm đăng ký hay kích hoạt",
            ),
            ("usage", "account_use", "count(first_use)", "trong thời gian thi đua"),
            (
                "petitions",
                "petition_facts",
                "count(*) FILTER (is_in_window)",
                "tiếp nhận trong thời gian thi đua",
            ),
        )
    ),
    Question(  # asked when accounts have had as long as one is given to be used (COUNTING 8)
        check="little_use",
        log="usage",
        needs=("accounts", "usage"),
        found="{users}/{accounts} tài khoản, {city_share}",
        message="Nhật ký sử dụng có lượt dùng trong đợt của {users} trong {accounts} tài khoản đã "
        "đủ thời gian để dùng của toàn thành phố ({city_share}). Bản xuất có đủ dòng không? Đề "
        "nghị kiểm tra.",
        sql="""
            SELECT '' AS unit_code, 'usage' AS about, users, accounts,
                users / accounts AS city_share
            FROM (
                SELECT count(*) FILTER (days > 0) AS users, count(*) AS accounts
                FROM account_facts WHERE is_usable
            )
            WHERE accounts >= getvariable('silent_rows')
                AND users < getvariable('used_share') * accounts
                AND getvariable('usable') > getvariable('start')
                AND (SELECT count(first_use) > 0 FROM account_use)
        """,
    ),
)
