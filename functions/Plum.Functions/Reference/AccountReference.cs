using Microsoft.OpenApi;
using Plum.Core.Accounts;
using Plum.Core.Queueing;
using Plum.Core.Validation;
using Plum.Functions.Accounts;
using Plum.Functions.Accounts.Tokens;
using Plum.Functions.Administration;
using static Plum.Functions.Reference.SchedulingReference;
using static Plum.Functions.Reference.Shapes;

namespace Plum.Functions.Reference;

/// <summary>An account's own side, and what admins do.</summary>
internal static class AccountReference
{
    private const string Accounts = "Account";
    private const string Administration = "Administration";

    private const string Demo = """
        {"id":"demo","login":"demo","caller_id":null,"caller_ids":null,"gateway":null,"time_zone":"America/New_York",
         "role":"sender",
         "state":"active","calls_suspended":false,"calls_at_once":null,"calls_per_second":null,
         "caller_id_calls_at_once":null,"caller_id_calls_per_second":null,
          "created_at":"2021-12-31T12:00:00-05:00"}
        """;

    private const string Sales = """
        "id":"sales","login":"sales","caller_id":"6175550100","caller_ids":["6175550100","6175550101"],"gateway":null,
        "time_zone":"America/Chicago","role":"sender","state":"active","calls_suspended":false,"calls_at_once":10,
         "calls_per_second":null,"caller_id_calls_at_once":null,"caller_id_calls_per_second":null,
        "created_at":"2021-12-31T12:00:00-05:00"
        """;

    private static string DemoWith(string limit) =>
        Demo.Replace("\"calls_at_once\":null", limit, StringComparison.Ordinal);

    public static IEnumerable<DescribedFunction> All => [.. OwnFunctions, .. AdminFunctions];

    private static IEnumerable<DescribedFunction> OwnFunctions =>
    [
        new(nameof(GetAccount), Accounts)
        {
            Replies = [Ok("Account")],
            Samples = [new("own", "The caller's account", Demo)],
        },
        new(nameof(GetAudit), Accounts)
        {
            Query = Page(AuditLog.MaxLimit),
            Replies = [Page("AuditEntry")],
            Samples =
            [
                new("newest", "The newest change", """
                    [{"sequence":2,"at":"2021-12-31T17:00:00Z","by":"token development","action":"created",
                     "what":"schedule 1",
                      "changes":{"nickname":{"from":null,"to":"mondays"},"days":{"from":null,"to":["mon"]}}}]
                    """)
                {
                    Parameters = new Dictionary<string, string> { ["limit"] = "1" },
                },
            ],
        },
        new(nameof(DrawSigningKey), Accounts)
        {
            Replies = [Ok("SigningKey")],
            Samples = [new("new", "A new key", """{"status":"success","response":{"signing_key":"…"}}""")],
        },
        new(nameof(CreateToken), Accounts, Access.TokenOrLogin)
        {
            Takes = new(TokenEdit.Fields, ["label"], new()
            {
                ["label"] = Text("What it is for.", TokenEdit.MaxLabel),
                ["expires_at"] = Text("When it ends by itself: unix seconds, or ISO 8601 with an offset."),
            }),
            Replies = [Ok("CreatedToken"), new(400, "The account has as many tokens as it may.", Named("Error"))],
            Samples =
            [
                new("nightly", "A token for a program", """
                    {"status":"success","response":{"id":1,"label":"nightly","token":"plum_…",
                     "created_at":"2021-12-31T12:00:00-05:00",
                     "expires_at":"2022-12-31T12:00:00-05:00"}}
                    """)
                {
                    Body = """{"label":"nightly","expires_at":"2022-12-31T12:00:00-05:00"}""",
                },
            ],
        },
        new(nameof(GetTokens), Accounts, Access.TokenOrLogin)
        {
            Query = Page(),
            Replies = [Page("Token")],
            Samples =
            [
                new("all", "All tokens", """
                    [{"id":1,"label":"nightly","created_at":"2021-12-31T12:00:00-05:00","expires_at":null,
                     "last_used_at":null}]
                    """),
            ],
        },
        new(nameof(DeleteToken), Accounts, Access.TokenOrLogin)
        {
            Replies = [Ok("Success")],
            Samples = [new("1", "A token ends", """{"status":"success"}""") { Parameters = Id("1") }],
        },
    ];

    private static IEnumerable<DescribedFunction> AdminFunctions =>
    [
        new("AdminGetService", Administration, Access.Admin)
        {
            Replies = [Ok("Service")],
            Samples = [new("calling", "Nothing is suspended", """{"calls_suspended":false}""")],
        },
        new("AdminGetAudit", Administration, Access.Admin)
        {
            Query = Page(AuditLog.MaxLimit),
            Replies = [Page("AuditEntry")],
            Samples =
            [
                new("suspended", "All calls were suspended", """
                    [{"sequence":1,"at":"2021-12-31T17:0…Z","by":"admin …","action":"suspended","what":"all calls",
                      "changes":{"calls_suspended":{"from":false,"to":true}}}]
                    """)
                {
                    Parameters = new Dictionary<string, string> { ["limit"] = "1" },
                },
            ],
        },
        new("AdminGetAccounts", Administration, Access.Admin)
        {
            Query =
            [
                .. Page(GetAccounts.MaxLimit),
                new("state", Choice("Those in this state only.", EnumNames.All<AccountState>())),
                new("role", Choice("Those with this role only.", EnumNames.All<AccountRole>())),
            ],
            Replies = [Page("Account")],
            Samples =
            [
                new("senders", "The senders", $"[{Demo}]")
                {
                    Parameters = new Dictionary<string, string> { ["role"] = "sender" },
                },
            ],
        },
        new("AdminCreateAccount", Administration, Access.Admin)
        {
            Takes = new(
                [CreateAccount.IdField, .. AccountEdit.Fields.Where(name => name != AccountEdit.StateField)],
                ["login", AccountEdit.PinField],
                With(Fields(), CreateAccount.IdField, Text(
                    "Lower-case letters and digits; made of the login if it is left out.", Account.MaxIdLength))),
            Once = true,
            Replies = [Ok("CreatedAccount")],
            Samples =
            [
                new("sales", "A sender", $$$"""{"status":"success","response":{{{{Sales}}},"signing_key":"…"}}""")
                {
                    Body = """
                        {"id":"sales","login":"sales","pin":"867530","caller_id":"6175550100",
                         "caller_ids":["6175550100","6175550101"],
                         "time_zone":"America/Chicago","calls_at_once":10}
                        """,
                },
            ],
        },
        new("AdminGetAccount", Administration, Access.Admin)
        {
            Replies = [Version(Ok("Account"))],
            Samples = [new("demo", "An account", Demo) { Parameters = Id("demo") }],
        },
        new("AdminUpdateAccount", Administration, Access.Admin)
        {
            Takes = new(
                AccountEdit.Fields, [], With(Fields(), AccountEdit.StateField, Choice(
                    "A suspended account calls no one and is refused.", EnumNames.All<AccountState>()))),
            Matches = true,
            Replies =
            [
                Version(Ok("UpdatedAccount")),
                new(400, "Nobody can suspend themselves or take their own role away.", Named("Error")),
            ],
            Samples =
            [
                new("limit", "At most 20 calls at once",
                    $$"""{"status":"success","response":{{DemoWith("\"calls_at_once\":20")}}}""")
                {
                    Parameters = Id("demo"),
                    Body = """{"calls_at_once":20}""",
                },
            ],
        },
        new("AdminGetAccountAudit", Administration, Access.Admin)
        {
            Query = Page(AuditLog.MaxLimit),
            Replies = [Page("AuditEntry")],
            Samples =
            [
                new("newest", "The newest change of an account", """
                    [{"sequence":2,"at":"2021-12-31T17:00:00Z","by":"token development","action":"created",
                     "what":"schedule 1",
                      "changes":{"nickname":{"from":null,"to":"mondays"},"days":{"from":null,"to":["mon"]}}}]
                    """)
                {
                    Parameters = new Dictionary<string, string> { ["id"] = "demo", ["limit"] = "1" },
                },
            ],
        },
        Switch("AdminSuspend", "Calls of an account stop", on: true),
        Switch("AdminResume", "Calls of an account go on", on: false),
    ];

    private static DescribedFunction Switch(string name, string says, bool on) =>
        new(name, Administration, Access.Admin)
        {
            Takes = new(
            [SwitchCalls.Field], [SwitchCalls.Field],
            new() { [SwitchCalls.Field] = Text($"The account's id (not its login), or `{SwitchCalls.All}`.", 64) }),
            Once = true,
            Replies = [Ok("SwitchedCalls"), new(404, "There is no such account.", Named("Error"))],
            Samples =
        [
            new("demo", says, $$$"""
                {"status":"success","response":{"account":"demo","login":"demo",
                 "calls_suspended":{{{(on ? "true" : "false")}}},"all_calls_suspended":false}}
                """)
            {
                Body = """{"account":"demo"}""",
            },
        ],
        };

    private static Dictionary<string, OpenApiSchema> Fields() => new()
    {
        ["login"] = Text("For the web services and HTTP Basic; no colon.", Credentials.MaxLoginLength),
        [AccountEdit.PinField] = Text(
            "A new one ends the lock of its login.", Credentials.MaxPinLength, min: AccountEdit.MinPinLength),
        ["time_zone"] = Text("Such as America/New_York: that of times in words.", 64),
        ["role"] = Choice("Admins may do all of this.", EnumNames.All<AccountRole>()),
        ["caller_id"] = Text("What its calls show: 10 digits; empty takes it away."),
        ["caller_ids"] = ListOf(Text(), "Those it owns; empty for any."),
        [AccountEdit.GatewayField] = Text(
            "Who places its calls, by a name of the settings; empty for the service's.", 40),
        ["calls_at_once"] = Whole("Calls that go on at once; empty takes the limit away.", 1, AccountEdit.MostCalls),
        ["calls_per_second"] = Whole("Calls that start in a second; likewise.", 1, AccountEdit.MostCalls),
        ["caller_id_calls_at_once"] = Whole(
            "Calls that show one and the same caller id at once; likewise.", 1, AccountEdit.MostCalls),
        ["caller_id_calls_per_second"] = Whole(
            "Those of them that start in a second; likewise.", 1, AccountEdit.MostCalls),
    };
}
