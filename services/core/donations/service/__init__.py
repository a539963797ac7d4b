"""The verbs of gifts."""

from services.core.donations.repository.date_policies import (
    Redated as Redated,
)
from services.core.donations.service.bank import (
    NewDeposit as NewDeposit,
)
from services.core.donations.service.bank import (
    Sorted as Sorted,
)
from services.core.donations.service.bank import (
    payer_of as payer_of,
)
from services.core.donations.service.bank import (
    receive_deposits as receive_deposits,
)
from services.core.donations.service.bank import (
    receive_unmatched as receive_unmatched,
)
from services.core.donations.service.bank import (
    unmatched_deposits as unmatched_deposits,
)
from services.core.donations.service.campaigns.deadlines import (
    Followed as Followed,
)
from services.core.donations.service.campaigns.deadlines import (
    close_campaign as close_campaign,
)
from services.core.donations.service.campaigns.deadlines import (
    decided_campaigns as decided_campaigns,
)
from services.core.donations.service.campaigns.deadlines import (
    due_campaigns as due_campaigns,
)
from services.core.donations.service.campaigns.deadlines import (
    follow_decision as follow_decision,
)
from services.core.donations.service.campaigns.deadlines import (
    move_deadline as move_deadline,
)
from services.core.donations.service.campaigns.drafting import (
    change_campaign as change_campaign,
)
from services.core.donations.service.campaigns.drafting import (
    draft_campaign as draft_campaign,
)
from services.core.donations.service.campaigns.drafting import (
    publish_campaign as publish_campaign,
)
from services.core.donations.service.campaigns.drafting import (
    start_campaign as start_campaign,
)
from services.core.donations.service.campaigns.finding import (
    campaign_by_code as campaign_by_code,
)
from services.core.donations.service.campaigns.finding import (
    campaign_decisions as campaign_decisions,
)
from services.core.donations.service.campaigns.finding import (
    campaign_versions as campaign_versions,
)
from services.core.donations.service.campaigns.finding import (
    campaigns_of as campaigns_of,
)
from services.core.donations.service.campaigns.finding import (
    figures as figures,
)
from services.core.donations.service.campaigns.finding import (
    figures_of as figures_of,
)
from services.core.donations.service.campaigns.finding import (
    fund_ids_of as fund_ids_of,
)
from services.core.donations.service.campaigns.finding import (
    get_campaign as get_campaign,
)
from services.core.donations.service.campaigns.finding import (
    overhead_by_fund as overhead_by_fund,
)
from services.core.donations.service.campaigns.finding import (
    told_to_donor as told_to_donor,
)
from services.core.donations.service.campaigns.holding import (
    hold_if_undecided as hold_if_undecided,
)
from services.core.donations.service.campaigns.notices import (
    CampaignNotice as CampaignNotice,
)
from services.core.donations.service.campaigns.notices import (
    campaign_notice as campaign_notice,
)
from services.core.donations.service.campaigns.notices import (
    where_to_write as where_to_write,
)
from services.core.donations.service.campaigns.sponsors import (
    get_sponsorship as get_sponsorship,
)
from services.core.donations.service.campaigns.sponsors import (
    matched_with as matched_with,
)
from services.core.donations.service.campaigns.sponsors import (
    note_sponsor_payment as note_sponsor_payment,
)
from services.core.donations.service.campaigns.sponsors import (
    promise_matching as promise_matching,
)
from services.core.donations.service.campaigns.sponsors import (
    promise_places as promise_places,
)
from services.core.donations.service.campaigns.sponsors import (
    sponsor_figures as sponsor_figures,
)
from services.core.donations.service.campaigns.sponsors import (
    sponsors_of as sponsors_of,
)
from services.core.donations.service.campaigns.sponsors import (
    sponsorships as sponsorships,
)
from services.core.donations.service.campaigns.supporters import (
    Supporting as Supporting,
)
from services.core.donations.service.campaigns.supporters import (
    ask_for_page as ask_for_page,
)
from services.core.donations.service.campaigns.supporters import (
    decide_page as decide_page,
)
from services.core.donations.service.campaigns.supporters import (
    end_page as end_page,
)
from services.core.donations.service.campaigns.supporters import (
    supporter_page_by_code as supporter_page_by_code,
)
from services.core.donations.service.campaigns.supporters import (
    supporter_pages as supporter_pages,
)
from services.core.donations.service.campaigns.updates import (
    Update as Update,
)
from services.core.donations.service.campaigns.updates import (
    announce as announce,
)
from services.core.donations.service.campaigns.updates import (
    correct_update as correct_update,
)
from services.core.donations.service.campaigns.updates import (
    get_update as get_update,
)
from services.core.donations.service.campaigns.updates import (
    publish_update as publish_update,
)
from services.core.donations.service.campaigns.updates import (
    set_updates as set_updates,
)
from services.core.donations.service.campaigns.updates import (
    unsubscribe as unsubscribe,
)
from services.core.donations.service.campaigns.updates import (
    unsubscribe_token as unsubscribe_token,
)
from services.core.donations.service.campaigns.updates import (
    updates_of as updates_of,
)
from services.core.donations.service.campaigns.updates import (
    wants_updates as wants_updates,
)
from services.core.donations.service.campaigns.updates import (
    withdraw_update as withdraw_update,
)
from services.core.donations.service.cash import (
    awaiting_count as awaiting_count,
)
from services.core.donations.service.cash import (
    count_cash as count_cash,
)
from services.core.donations.service.cash import (
    receive_cash as receive_cash,
)
from services.core.donations.service.certifications import (
    CertificationFacts as CertificationFacts,
)
from services.core.donations.service.certifications import (
    approve_certification as approve_certification,
)
from services.core.donations.service.certifications import (
    certifications as certifications,
)
from services.core.donations.service.certifications import (
    certifications_waiting as certifications_waiting,
)
from services.core.donations.service.certifications import (
    get_certification as get_certification,
)
from services.core.donations.service.certifications import (
    propose_certification as propose_certification,
)
from services.core.donations.service.certifications import (
    reject_certification as reject_certification,
)
from services.core.donations.service.clearance import (
    Flagged as Flagged,
)
from services.core.donations.service.clearance import (
    awaiting_clearance as awaiting_clearance,
)
from services.core.donations.service.clearance import (
    clear_gift as clear_gift,
)
from services.core.donations.service.clearance import (
    get_flagged as get_flagged,
)
from services.core.donations.service.clearance import (
    refuse_gift as refuse_gift,
)
from services.core.donations.service.date_policies import (
    PolicyInForce as PolicyInForce,
)
from services.core.donations.service.date_policies import (
    choose_date_policy as choose_date_policy,
)
from services.core.donations.service.date_policies import (
    date_policy as date_policy,
)
from services.core.donations.service.date_policies import (
    preview_date_policy as preview_date_policy,
)
from services.core.donations.service.deposits import (
    WaitingDeposit as WaitingDeposit,
)
from services.core.donations.service.deposits import (
    get_deposit as get_deposit,
)
from services.core.donations.service.deposits import (
    match_deposit as match_deposit,
)
from services.core.donations.service.deposits import (
    return_deposit as return_deposit,
)
from services.core.donations.service.deposits import (
    take_as_asked as take_as_asked,
)
from services.core.donations.service.deposits import (
    take_as_gift as take_as_gift,
)
from services.core.donations.service.deposits import (
    undo_deposit as undo_deposit,
)
from services.core.donations.service.deposits import (
    waiting_deposits as waiting_deposits,
)
from services.core.donations.service.disputes import (
    answer_dispute as answer_dispute,
)
from services.core.donations.service.disputes import (
    disputes_page as disputes_page,
)
from services.core.donations.service.disputes import (
    get_dispute as get_dispute,
)
from services.core.donations.service.disputes import (
    remind_of_disputes as remind_of_disputes,
)
from services.core.donations.service.donor_list import (
    DonorLine as DonorLine,
)
from services.core.donations.service.donor_list import (
    donor_list as donor_list,
)
from services.core.donations.service.donor_list import (
    export_donor_list as export_donor_list,
)
from services.core.donations.service.donor_list import (
    export_donor_workbook as export_donor_workbook,
)
from services.core.donations.service.donors import (
    donor_details as donor_details,
)
from services.core.donations.service.donors import (
    keep_donor as keep_donor,
)
from services.core.donations.service.donors import (
    keep_donors as keep_donors,
)
from services.core.donations.service.erasure import (
    forget_donor as forget_donor,
)
from services.core.donations.service.flagging import (
    flag_on_settlement as flag_on_settlement,
)
from services.core.donations.service.flagging import (
    relate_donor as relate_donor,
)
from services.core.donations.service.flagging import (
    set_thresholds as set_thresholds,
)
from services.core.donations.service.flagging import (
    thresholds_of as thresholds_of,
)
from services.core.donations.service.flagging import (
    thresholds_over_time as thresholds_over_time,
)
from services.core.donations.service.gateway.arrivals import (
    NewGatewayLine as NewGatewayLine,
)
from services.core.donations.service.gateway.arrivals import (
    match_gateway_lines as match_gateway_lines,
)
from services.core.donations.service.gateway.arrivals import (
    note_gateway_lines as note_gateway_lines,
)
from services.core.donations.service.gateway.checkouts import (
    checkout_request as checkout_request,
)
from services.core.donations.service.gateway.checkouts import (
    note_checkout as note_checkout,
)
from services.core.donations.service.gateway.messages import (
    receive_message as receive_message,
)
from services.core.donations.service.gateway.payments import (
    accept_payment as accept_payment,
)
from services.core.donations.service.gateway.payouts import (
    payouts_page as payouts_page,
)
from services.core.donations.service.gateway.payouts import (
    record_gateway_payout as record_gateway_payout,
)
from services.core.donations.service.gateway.payouts import (
    unknown_entries as unknown_entries,
)
from services.core.donations.service.gateway.refunds import (
    address_for_refund as address_for_refund,
)
from services.core.donations.service.gateway.refunds import (
    note_refund_asked as note_refund_asked,
)
from services.core.donations.service.gateway.refunds import (
    note_refund_refused as note_refund_refused,
)
from services.core.donations.service.gateway.strays import (
    decide_stray as decide_stray,
)
from services.core.donations.service.gateway.strays import (
    get_stray as get_stray,
)
from services.core.donations.service.gateway.strays import (
    note_stray_asked as note_stray_asked,
)
from services.core.donations.service.gateway.strays import (
    strays_page as strays_page,
)
from services.core.donations.service.gateway.strays import (
    strays_to_refund as strays_to_refund,
)
from services.core.donations.service.gifts import (
    fail as fail,
)
from services.core.donations.service.gifts import (
    get as get,
)
from services.core.donations.service.gifts import (
    settle as settle,
)
from services.core.donations.service.gifts import (
    start as start,
)
from services.core.donations.service.giving import (
    Wish as Wish,
)
from services.core.donations.service.giving import (
    gift_by_token as gift_by_token,
)
from services.core.donations.service.giving import (
    gift_token as gift_token,
)
from services.core.donations.service.giving import (
    give as give,
)
from services.core.donations.service.giving import (
    is_gift_token as is_gift_token,
)
from services.core.donations.service.giving import (
    quotes as quotes,
)
from services.core.donations.service.grants import (
    municipal_income as municipal_income,
)
from services.core.donations.service.grants import (
    receive_grant as receive_grant,
)
from services.core.donations.service.holds import (
    place_hold as place_hold,
)
from services.core.donations.service.holds import (
    release_hold as release_hold,
)
from services.core.donations.service.import_bank import (
    import_bank as import_bank,
)
from services.core.donations.service.import_gifts import (
    import_gifts as import_gifts,
)
from services.core.donations.service.import_report import (
    ColumnUse as ColumnUse,
)
from services.core.donations.service.import_report import (
    ImportReport as ImportReport,
)
from services.core.donations.service.indexes import (
    index_anew as index_anew,
)
from services.core.donations.service.lots import (
    allocate as allocate,
)
from services.core.donations.service.lots import (
    free as free,
)
from services.core.donations.service.lots import (
    give_back as give_back,
)
from services.core.donations.service.lots import (
    lock_lots as lock_lots,
)
from services.core.donations.service.lots import (
    must_keep_overhead_promise as must_keep_overhead_promise,
)
from services.core.donations.service.lots import (
    promisable as promisable,
)
from services.core.donations.service.manual import (
    approve_transfer as approve_transfer,
)
from services.core.donations.service.manual import (
    awaiting_approval as awaiting_approval,
)
from services.core.donations.service.manual import (
    get_transfer as get_transfer,
)
from services.core.donations.service.manual import (
    propose_assignment as propose_assignment,
)
from services.core.donations.service.manual import (
    propose_redesignation as propose_redesignation,
)
from services.core.donations.service.manual import (
    reject_transfer as reject_transfer,
)
from services.core.donations.service.manual import (
    transfers_page as transfers_page,
)
from services.core.donations.service.manual import (
    withdraw_transfer as withdraw_transfer,
)
from services.core.donations.service.monthly import (
    CarriedOver as CarriedOver,
)
from services.core.donations.service.monthly import (
    Month as Month,
)
from services.core.donations.service.monthly import (
    MonthlyChange as MonthlyChange,
)
from services.core.donations.service.monthly import (
    MonthlyNotice as MonthlyNotice,
)
from services.core.donations.service.monthly import (
    accept_monthly as accept_monthly,
)
from services.core.donations.service.monthly import (
    ask_for_change as ask_for_change,
)
from services.core.donations.service.monthly import (
    cards_to_look_at as cards_to_look_at,
)
from services.core.donations.service.monthly import (
    carry_over as carry_over,
)
from services.core.donations.service.monthly import (
    expect_month as expect_month,
)
from services.core.donations.service.monthly import (
    get_monthly as get_monthly,
)
from services.core.donations.service.monthly import (
    month_of as month_of,
)
from services.core.donations.service.monthly import (
    monthly_checkout_request as monthly_checkout_request,
)
from services.core.donations.service.monthly import (
    monthly_gifts as monthly_gifts,
)
from services.core.donations.service.monthly import (
    monthly_notice as monthly_notice,
)
from services.core.donations.service.monthly import (
    note_monthly_checkout as note_monthly_checkout,
)
from services.core.donations.service.monthly import (
    start_monthly as start_monthly,
)
from services.core.donations.service.monthly import (
    tell_of_card as tell_of_card,
)
from services.core.donations.service.monthly import (
    terms_of_monthly as terms_of_monthly,
)
from services.core.donations.service.monthly import (
    whole_of_month as whole_of_month,
)
from services.core.donations.service.note import (
    NoteLine as NoteLine,
)
from services.core.donations.service.note import (
    RestrictedNote as RestrictedNote,
)
from services.core.donations.service.note import (
    restricted_note as restricted_note,
)
from services.core.donations.service.officers import (
    OfficerSeen as OfficerSeen,
)
from services.core.donations.service.officers import (
    end_office as end_office,
)
from services.core.donations.service.officers import (
    note_officer as note_officer,
)
from services.core.donations.service.officers import (
    officers as officers,
)
from services.core.donations.service.pledges import (
    lapse_pledges as lapse_pledges,
)
from services.core.donations.service.public_support import (
    donor_links as donor_links,
)
from services.core.donations.service.public_support import (
    link_donors as link_donors,
)
from services.core.donations.service.public_support import (
    public_support as public_support,
)
from services.core.donations.service.public_support import (
    unlink_donors as unlink_donors,
)
from services.core.donations.service.reach import (
    donor_email as donor_email,
)
from services.core.donations.service.reach import (
    find_donor_by_email as find_donor_by_email,
)
from services.core.donations.service.reach import (
    read_donor as read_donor,
)
from services.core.donations.service.receipts import (
    Issued as Issued,
)
from services.core.donations.service.receipts import (
    PostBatch as PostBatch,
)
from services.core.donations.service.receipts import (
    Progress as Progress,
)
from services.core.donations.service.receipts import (
    ReceiptNotice as ReceiptNotice,
)
from services.core.donations.service.receipts import (
    ReceiptView as ReceiptView,
)
from services.core.donations.service.receipts import (
    advance_run as advance_run,
)
from services.core.donations.service.receipts import (
    correct_receipts as correct_receipts,
)
from services.core.donations.service.receipts import (
    due_receipts as due_receipts,
)
from services.core.donations.service.receipts import (
    export_receipts as export_receipts,
)
from services.core.donations.service.receipts import (
    find_run as find_run,
)
from services.core.donations.service.receipts import (
    issue_for_gift as issue_for_gift,
)
from services.core.donations.service.receipts import (
    issue_for_year as issue_for_year,
)
from services.core.donations.service.receipts import (
    issue_part as issue_part,
)
from services.core.donations.service.receipts import (
    issue_receipts as issue_receipts,
)
from services.core.donations.service.receipts import (
    own_receipts as own_receipts,
)
from services.core.donations.service.receipts import (
    post_batch as post_batch,
)
from services.core.donations.service.receipts import (
    print_receipts as print_receipts,
)
from services.core.donations.service.receipts import (
    receipt_notice as receipt_notice,
)
from services.core.donations.service.receipts import (
    receipt_pdf as receipt_pdf,
)
from services.core.donations.service.receipts import (
    receipt_runs as receipt_runs,
)
from services.core.donations.service.receipts import (
    receipts_of_year as receipts_of_year,
)
from services.core.donations.service.receipts import (
    reissue_receipt as reissue_receipt,
)
from services.core.donations.service.receipts import (
    start_run as start_run,
)
from services.core.donations.service.receipts import (
    wish_for_post as wish_for_post,
)
from services.core.donations.service.reconciliation.compare import (
    Span as Span,
)
from services.core.donations.service.reconciliation.compare import (
    compare as compare,
)
from services.core.donations.service.reconciliation.compare import (
    gateway_organisation as gateway_organisation,
)
from services.core.donations.service.reconciliation.compare import (
    statement_known_until as statement_known_until,
)
from services.core.donations.service.reconciliation.runs import (
    begin_reconciliation as begin_reconciliation,
)
from services.core.donations.service.reconciliation.runs import (
    findings_page as findings_page,
)
from services.core.donations.service.reconciliation.runs import (
    get_reconciliation as get_reconciliation,
)
from services.core.donations.service.reconciliation.runs import (
    keep_reconciliation as keep_reconciliation,
)
from services.core.donations.service.reconciliation.runs import (
    reconciliations_page as reconciliations_page,
)
from services.core.donations.service.reconciliation.runs import (
    request_reconciliation as request_reconciliation,
)
from services.core.donations.service.reconciliation.told import (
    Told as Told,
)
from services.core.donations.service.reconciliation.told import (
    ask as ask,
)
from services.core.donations.service.refund_tasks import (
    cancel_refund as cancel_refund,
)
from services.core.donations.service.refund_tasks import (
    confirm_refund as confirm_refund,
)
from services.core.donations.service.refund_tasks import (
    get_refund as get_refund,
)
from services.core.donations.service.refund_tasks import (
    note_refund_returned as note_refund_returned,
)
from services.core.donations.service.refund_tasks import (
    refund_tasks as refund_tasks,
)
from services.core.donations.service.refund_tasks import (
    refunds_of as refunds_of,
)
from services.core.donations.service.refund_tasks import (
    refunds_to_ask_for as refunds_to_ask_for,
)
from services.core.donations.service.refund_tasks import (
    retry_refund as retry_refund,
)
from services.core.donations.service.refunds import (
    refund as refund,
)
from services.core.donations.service.relations import (
    note_provider as note_provider,
)
from services.core.donations.service.saved_mappings import (
    gift_mapping as gift_mapping,
)
from services.core.donations.service.saved_mappings import (
    mapping_history as mapping_history,
)
from services.core.donations.service.saved_mappings import (
    save_mapping as save_mapping,
)
from services.core.donations.service.saved_mappings import (
    saved_mappings as saved_mappings,
)
from services.core.donations.service.shortfalls import (
    Shortfall as Shortfall,
)
from services.core.donations.service.shortfalls import (
    shortfalls as shortfalls,
)
from services.core.donations.service.sites import (
    at_sites as at_sites,
)
from services.core.donations.service.sites import (
    note_site_payout_arrived as note_site_payout_arrived,
)
from services.core.donations.service.sites import (
    record_site_payout as record_site_payout,
)
from services.core.donations.service.sites import (
    site_payouts as site_payouts,
)
from services.core.donations.service.summary import (
    summary as summary,
)
from services.core.donations.service.virtual_accounts import (
    CashErrand as CashErrand,
)
from services.core.donations.service.virtual_accounts import (
    Payer as Payer,
)
from services.core.donations.service.virtual_accounts import (
    WaitingCash as WaitingCash,
)
from services.core.donations.service.virtual_accounts import (
    begin_errand as begin_errand,
)
from services.core.donations.service.virtual_accounts import (
    cash_decisions as cash_decisions,
)
from services.core.donations.service.virtual_accounts import (
    cash_queue as cash_queue,
)
from services.core.donations.service.virtual_accounts import (
    change_gift as change_gift,
)
from services.core.donations.service.virtual_accounts import (
    decide_cash as decide_cash,
)
from services.core.donations.service.virtual_accounts import (
    decisions_due as decisions_due,
)
from services.core.donations.service.virtual_accounts import (
    finish_errand as finish_errand,
)
from services.core.donations.service.virtual_accounts import (
    get_cash_decision as get_cash_decision,
)
from services.core.donations.service.virtual_accounts import (
    keep_virtual_account as keep_virtual_account,
)
from services.core.donations.service.virtual_accounts import (
    note_cash as note_cash,
)
from services.core.donations.service.virtual_accounts import (
    note_transfer_asked as note_transfer_asked,
)
from services.core.donations.service.virtual_accounts import (
    payer_by_transfer as payer_by_transfer,
)
from services.core.donations.service.virtual_accounts import (
    transfer_request as transfer_request,
)
from services.core.donations.service.virtual_accounts import (
    withdraw_decision as withdraw_decision,
)
