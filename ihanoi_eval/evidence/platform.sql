-- What each platform measure counts (COUNTING 6-14). One view a step, one sum a measure.
-- Moments are microseconds of local time. Variables: start, cut (T), usable (T less the days an
-- account must be old to be asked for use), last_day (of the window, counted from 0), use_days, has_activation, has_usage,
-- features (the names found in usage, in their order).
-- Inputs: accounts, usage, petitions (typed, without contradicted ids), units(unit_code, league, has_residents).

-- A PART: one pass over usage, or over the rows of some accounts in it, so that days add up: on how
-- many local days inside [start, T) each account was used, whatever the feature (8); which features it
-- used there, by their places in the variable; its first use there. seen(place, last): one bit for each
-- of the places 0 to last that occurs.
CREATE TEMP TABLE account_use AS
SELECT
    account_id,
    bit_count(seen(
        CASE WHEN is_in_window THEN (used_at - getvariable('start')) // 86400000000 END,
        getvariable('last_day')
    )) AS days,
    seen(
        CASE WHEN is_in_window THEN list_position(getvariable('features'), feature) END,
        len(getvariable('features'))
    ) AS features,
    min(CASE WHEN is_in_window THEN used_at END) AS first_use,
    count(*) FILTER (used_at < getvariable('cut')) AS uses
FROM (
    SELECT *, used_at >= getvariable('start') AND used_at < getvariable('cut') AS is_in_window
    FROM usage
)
GROUP BY account_id;

-- THE WHOLE: from here on with all accounts together.

-- Active: activated before the moment, never undone; without any activation, registered (7).
CREATE TEMP TABLE account_facts AS
SELECT
    a.account_id, a.unit_code, a.staff_unit_code, a.holder, a.registered_at, a.active_at,
    a.holder IN ('resident', 'public_staff') AS is_person,
    a.active_at < getvariable('start') AS is_active_open,
    a.active_at < getvariable('cut') AS is_active_close,
    a.registered_at >= getvariable('start') AND a.registered_at < getvariable('cut') AS is_registered_window,
    a.active_at < getvariable('usable') AS is_usable,
    coalesce(u.days, 0) AS days,
    coalesce(u.days, 0) >= getvariable('use_days') AS is_used,
    u.features
FROM (
    SELECT *, CASE WHEN getvariable('has_activation') THEN activated_at ELSE registered_at END AS active_at
    FROM accounts
) AS a
LEFT JOIN account_use AS u USING (account_id);

-- By commune of residence, staff of other units included (6, 8).
CREATE TEMP TABLE resident_measures AS
SELECT
    unit_code,
    count(*) FILTER (is_person AND is_registered_window) AS accounts_registered_window,
    CASE WHEN getvariable('has_activation')
        THEN count(*) FILTER (is_person AND is_registered_window AND is_active_close)
    END AS accounts_activated_of_registered,
    count(*) FILTER (is_person AND is_active_open) AS accounts_active_open,
    count(*) FILTER (is_person AND is_active_close) AS accounts_active_close,
    count(*) FILTER (is_person AND is_usable) AS accounts_usable,
    CASE WHEN getvariable('has_usage')
        THEN count(*) FILTER (is_person AND is_usable AND is_used)
    END AS accounts_used_two_days,
    count(*) FILTER (holder = 'business' AND is_active_close) AS accounts_business_active,
    count(*) FILTER (holder = 'organisation' AND is_active_close) AS accounts_organisation_active
FROM units LEFT JOIN account_facts USING (unit_code)
WHERE units.has_residents
GROUP BY unit_code;

CREATE TEMP TABLE feature_measures AS
SELECT
    unit_code,
    CASE WHEN getvariable('has_usage')
        THEN coalesce(bit_count(bit_or(features) FILTER (is_person)), 0)
    END AS features_used
FROM units LEFT JOIN account_facts USING (unit_code)
WHERE units.has_residents
GROUP BY unit_code;

-- By the unit a person works for, wherever the person lives (9); no waiting days here.
CREATE TEMP TABLE staff_measures AS
SELECT
    units.unit_code,
    count(*) FILTER (holder = 'public_staff' AND is_active_close) AS staff_active,
    CASE WHEN getvariable('has_usage')
        THEN count(*) FILTER (holder = 'public_staff' AND is_active_close AND is_used)
    END AS staff_used_two_days
FROM units LEFT JOIN account_facts AS f ON f.staff_unit_code = units.unit_code
GROUP BY units.unit_code;

-- What was known of each petition at T: later answers, flags and ratings are not (10).
CREATE TEMP VIEW petition_facts AS
SELECT
    *,
    is_resolved AND (on_time IS NOT NULL OR due_at IS NOT NULL)
        OR is_refused_late
        OR is_open AND coalesce(due_at < getvariable('cut'), false) AS is_assessed,
    is_resolved AND coalesce(on_time, resolved_at <= due_at, false) AS is_on_time,
    is_open AND coalesce(due_at < getvariable('cut'), false) AS is_overdue_open,
    is_resolved AND rating IN ('satisfied', 'accepted', 'dissatisfied')
        AND coalesce(rated_at, resolved_at) < getvariable('cut') AS is_rated
FROM (
    SELECT
        *,
        received_at >= getvariable('start') AND received_at < getvariable('cut') AS is_in_window,
        NOT (is_resolved OR is_refused) AS is_open,
        is_refused AND coalesce(resolved_at > due_at, false) AS is_refused_late
    FROM (
        SELECT
            *,
            status = 'resolved' AND coalesce(resolved_at < getvariable('cut'), false) AS is_resolved,
            status = 'refused' AND coalesce(resolved_at < getvariable('cut'), false) AS is_refused
        FROM petitions
    )
);

-- One petition, one handling unit (11-14).
CREATE TEMP TABLE petition_measures AS
SELECT
    units.unit_code,
    count(*) FILTER (is_in_window) AS petitions_received,
    count(*) FILTER (is_in_window AND is_assessed) AS petitions_assessed,
    count(*) FILTER (is_in_window AND is_on_time) AS petitions_on_time,
    count(*) FILTER (is_in_window AND is_overdue_open) AS petitions_overdue_open,
    count(*) FILTER (received_at < getvariable('start') AND is_open) AS petitions_open_before,
    count(*) FILTER (is_in_window AND is_resolved) AS petitions_resolved,
    count(*) FILTER (is_in_window AND is_open AND status <> 'pending') AS petitions_in_progress,
    count(*) FILTER (is_in_window AND is_open AND status = 'pending') AS petitions_pending,
    count(*) FILTER (is_in_window AND is_refused) AS petitions_refused,
    count(*) FILTER (is_in_window AND is_refused_late) AS petitions_refused_late,
    count(*) FILTER (is_in_window AND is_rated) AS petitions_rated,
    count(*) FILTER (is_in_window AND is_rated AND rating IN ('satisfied', 'accepted')) AS petitions_satisfied
FROM units LEFT JOIN petition_facts AS p USING (unit_code)
GROUP BY units.unit_code;
