"""Which tests show which scenario of the gate's specification (4.19), by number."""

import ast
from functools import cache
from pathlib import Path

TESTS = Path(__file__).parents[2]

SCENARIOS = {
    "S01": ["test_of_a_hundred_that_ask_at_once_one_gets_the_place",
            "test_of_a_hundred_over_two_processes_one_gets_the_last_place"],
    "S02": ["test_the_same_key_gets_the_same_answer_and_writes_nothing_new"],
    "S03": ["test_the_same_key_gets_the_same_answer_and_writes_nothing_new"],
    "S04": ["test_s04_when_a_hold_lapses_the_waiter_is_offered_the_place",
            "test_a_lapsed_place_is_a_conflict"],
    "S05": ["test_s05_who_withdraws_a_yes_ends_what_was_held_on_it"],
    "S06": ["test_s06_a_pause_ends_what_was_held_before_it"],
    "S07": ["test_s07_a_call_made_a_day_late_is_decided_anew"],
    "S08": ["test_looking_writes_nothing",
            "test_what_would_be_if_is_answered_and_nothing_is_written"],
    "S09": ["test_a_contact_nobody_asked_about_is_kept_and_counts"],
    "S10": ["test_the_same_person_twice_competes_with_herself"],
    "S11": ["test_the_same_file_and_key_give_identical_files"],
    "S12": ["test_who_said_no_after_the_permit_is_not_written_to"],
    "S13": ["test_nothing_tells_of_her_any_more_and_the_chains_hold"],
    "S14": ["test_who_asked_to_be_forgotten_is_not_brought_back"],
    "S16": ["test_s16_the_earliest_place_stays_and_parting_restores_statements_not_places"],
    "S17": ["test_one_click_twice_is_one_event_and_two_hundreds"],
    "S18": ["test_a_scanner_that_looks_changes_nothing"],
    "S19": ["test_a_post_that_says_nothing_shows_the_form"],
    "S20": ["test_a_tampered_link_is_a_404_that_leads_on",
            "test_the_link_of_a_topic_that_is_gone_stops_its_purpose"],
    "S21": ["test_an_address_that_does_not_exist_is_invalid_at_once",
            "test_a_full_mailbox_fails_softly_and_is_dead_after_three_in_ten_days",
            "test_what_is_not_the_customers_fault_changes_nothing"],
    "S22": ["test_a_complaint_ends_advertising_to_that_address",
            "test_a_report_that_complains_of_nothing_changes_nothing",
            "test_an_opt_out_report_stops_the_topic"],
    "S24": ["test_s24_nobody_reserves_in_the_past_or_beyond_the_horizon"],
    "S26": ["test_s26_a_yields_to_b_who_waits_and_may_have_what_b_lets_lapse",
            "test_s26_who_has_used_their_share_yields_to_one_who_waits_and_had_none"],
    "S27": ["test_the_french_yes_to_calls_is_needed_from_its_first_instant_on",
            "test_a_call_that_waits_beyond_the_switch_is_judged_by_the_new_law"],
    "S28": ["test_a_minor_comes_of_age_at_local_midnight"],
    "S30": ["test_s30_start_on_a_number_lifts_its_stop_and_nothing_anas"],
    "S31": ["test_s31_what_an_erased_person_had_on_a_shared_number_still_counts_there"],
    "S32": ["test_a_yes_allows_one_contact_by_the_one_who_asked",
            "test_of_many_that_use_one_yes_at_once_one_contact_happens"],
}  # fmt: skip
"""Not yet: S15, S23, S25 and S29, which the product has no part for so far."""


@cache
def names_of_all() -> frozenset[str]:
    """The names of all tests."""
    return frozenset(
        node.name
        for path in TESTS.rglob("test_*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    )
