"""The `minori` command: translates, calls the core, prints."""

import typer

from services.cli import (
    approvals,
    audit,
    bankfile,
    bench,
    breach,
    campaigns,
    clearance,
    deposits,
    doctor,
    donor_list,
    draw,
    erase,
    evidence,
    giving,
    impact,
    import_roster,
    imports,
    keys,
    member,
    messages,
    migrate,
    oidc,
    openapi,
    organisation,
    portability,
    protect,
    receipts,
    reconcile,
    refund,
    retention,
    rollup,
    serve,
    settlements,
    sites,
    verify,
    voucher,
    worker,
)
from services.cli.demo import command as playing

app = typer.Typer(
    name="minori",
    help="Donation-to-voucher programmes: gifts, vouchers, lessons, and what came of them.",
    no_args_is_help=True,
    pretty_exceptions_show_locals=False,
)

app.command("demo")(playing.demo)
app.command("draw")(draw.draw_command)
app.command("verify")(verify.verify)
app.command("reconcile")(reconcile.reconcile)
app.command("serve")(serve.serve)
app.command("worker")(worker.worker)
app.command("beat")(worker.beat)
app.command("migrate")(migrate.migrate)
app.command("doctor")(doctor.doctor)
app.command("openapi")(openapi.openapi)
app.command("messages")(messages.messages)
app.command("close")(settlements.close)
app.add_typer(audit.app, name="audit")
app.add_typer(refund.app, name="refund")
app.add_typer(receipts.app, name="receipts")
app.add_typer(organisation.app, name="organisation")
app.add_typer(organisation.keys, name="key")
app.add_typer(member.app, name="member")
app.add_typer(keys.app, name="keys")
app.add_typer(oidc.app, name="oidc")
app.add_typer(settlements.app, name="payout")
app.add_typer(approvals.app, name="approvals")
app.command("access")(approvals.access)
app.add_typer(clearance.app, name="clearance")
app.add_typer(deposits.app, name="deposits")
app.add_typer(donor_list.app, name="donors")
app.add_typer(sites.app, name="site")
app.add_typer(bankfile.app, name="bankfile")
app.add_typer(campaigns.app, name="campaign")
app.add_typer(voucher.app, name="voucher")
app.add_typer(bench.app, name="bench")
app.add_typer(evidence.app, name="evidence")
app.add_typer(giving.app, name="giving")
app.command("protect")(protect.protect)
app.command("report")(rollup.report)
app.add_typer(rollup.app, name="rollup")
app.add_typer(impact.app, name="impact")
imports.app.command("roster")(import_roster.import_roster)
app.add_typer(imports.app, name="import")
imports.app.command("bank-return")(bankfile.bank_return)
organisation.app.command("export")(portability.export)
organisation.app.command("import")(portability.take_in)
app.command("erase")(erase.erase)
app.command("retention")(retention.retention)
app.add_typer(breach.app, name="breach")
