using Plum.Core.Queueing;
using Plum.Functions.Accounts.Sessions;
using Plum.Functions.Gateways;
using Plum.Functions.Health;
using Plum.Functions.VoiceTrends;
using static Plum.Functions.Reference.SchedulingReference;
using static Plum.Functions.Reference.Shapes;

namespace Plum.Functions.Reference;

/// <summary>VoiceTrends, health, what gateways tell, and this reference itself.</summary>
internal static class OtherReference
{
    private const string Trends = "VoiceTrends";
    private const string Health = "Health";
    private const string About = "Reference";
    private const string Console = "Console";
    private const string Xml = "application/xml";

    private static readonly string[] Standing = ["X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset"];

    public static IEnumerable<DescribedFunction> All =>
    [
        new("VoiceTrendsAuthenticate", Trends, Access.Form)
        {
            Methods = ["POST"],
            Takes = new(Authenticate.Fields, Authenticate.Fields, new()
            {
                ["tool"] = Choice("The tool that asks.", Authenticate.Tools),
                ["login"] = Text("The account's login.", Credentials.MaxLoginLength),
                ["password"] = Text("The account's PIN.", Credentials.MaxPinLength),
            })
            {
                Kinds = ["application/x-www-form-urlencoded", "multipart/form-data", "application/json"],
            },
            Replies = [.. Trend("TemporaryLogin"), .. Faults(400, 401, 429)],
            Samples =
            [
                new("dev", "Temporary credentials", """{"login":"…","password":"…"}""")
                {
                    Body = """{"tool":"dev","login":"demo","password":"1234"}""",
                },
                new("xml", "The same as XML",
                    "<?xml version=\"1.0\"?><result><login>…</login><password>…</password></result>")
                {
                    Kind = Xml,
                    Body = """{"tool":"dev","login":"demo","password":"1234"}""",
                },
                new("wrong", "A wrong PIN", """{"error":"The login or PIN is wrong."}""", 401)
                {
                    Body = """{"tool":"dev","login":"demo","password":"9999"}""",
                },
            ],
        },
        new("VoiceTrendsVolume", Trends, Access.TemporaryLogin)
        {
            Methods = ["GET"],
            Replies = [.. Trend("Volume"), .. Faults(400, 429)],
            Samples =
            [
                new("january", "A week of calls to and from all numbers", """
                    {"calls":{"1640581200":0},"call_minutes":{"1640581200":0},"transfers":{"1640581200":0},
                     "transfer_minutes":{"1640581200":0},
                     "transfer_rate":{"1640581200":0},"average_call_length":{"1640581200":0}}
                    """)
                {
                    Parameters = Week,
                },
                new(
                    "xml", "The same as XML",
                    $"<?xml version=\"1.0\"?><result>{string.Concat(Series.Select(Zero))}</result>")
                {
                    Kind = Xml,
                    Parameters = Week,
                },
            ],
        },
        new(nameof(GetLive), Health, Access.Anyone)
        {
            Replies = [Ok("Live")],
            Samples = [new("live", "It answers", """{"status":"live"}""")],
        },
        new(nameof(GetReady), Health, Access.Anyone)
        {
            Replies = [Ok("Ready"), new(503, "The part in the way says what it is.", Named("Ready"))],
            Samples = [new(
                "ready", "It works", """{"status":"ready","parts":{"app":"ok","tables":"ok","queues":"ok"}}""")],
        },
        new(nameof(TakeCallback), "Gateways", Access.Gateway)
        {
            Replies =
            [
                Ok("Success"),
                new(403, "The address is none of ours, or the gateway has not signed.", Named("Error")),
            ],
            Samples =
            [
                new("stranger", "Anybody else is refused", """
                    {"status":"error","error":"This is no callback of ours, or it is not signed by the gateway."}
                    """, 403)
                {
                    Parameters = new Dictionary<string, string> { ["gateway"] = "twilio", ["attempt"] = "1" },
                },
            ],
        },
        new(nameof(GetApiDocument), About, Access.Anyone)
        {
            Replies = [Version(new(200, "OpenAPI 3.1.",
                new Microsoft.OpenApi.OpenApiSchema { Type = Microsoft.OpenApi.JsonSchemaType.Object }))],
            Samples = [new("document", "This document", null)],
        },
        new(nameof(SignIn), Console, Access.Form)
        {
            Takes = new(["login", "pin"], ["login", "pin"], new()
            {
                ["login"] = Text("The account's login.", Credentials.MaxLoginLength),
                ["pin"] = Text("The account's PIN.", Credentials.MaxPinLength),
            }),
            Replies =
            [
                Ok("Session"),
                new(401, "The login or PIN is wrong.", Named("Error")),
                new(403, "The account is suspended.", Named("Error")),
                new(429, "The login is locked after too many wrong PINs; wait `Retry-After` seconds.", Named("Error")),
            ],
            Samples =
            [
                new("demo", "A session, by a cookie", null) { Body = """{"login":"demo","pin":"1234"}""" },
            ],
        },
        new(nameof(GetSession), Console, Access.Anyone)
        {
            Replies = [Ok("Session"), new(401, "Nobody is signed in.", Named("Error"))],
            Samples =
                [new("nobody", "Nobody is signed in", """{"status":"error","error":"Nobody is signed in."}""", 401)],
        },
        new(nameof(SignOut), Console)
        {
            Replies = [Ok("Success")],
            Samples = [new("out", "The session ends", """{"status":"success"}""")],
        },
        File("ConsolePage", "text/html", Console),
        new("ConsoleAsset", Console, Access.Anyone)
        {
            Replies =
                [new(200, "The file.", Text(), "text/javascript"), new(404, "There is no such file.", Named("Error"))],
            Samples =
            [
                new("none", "A file that is not there", """{"status":"error","error":"…"}""", 404)
                {
                    Parameters = new Dictionary<string, string> { ["file"] = "none.js" },
                },
            ],
        },
        File("DocsPage", "text/html"),
        File("DocsScript", "text/javascript"),
        File("DocsScalar", "text/javascript"),
    ];

    private static readonly string[] Series =
        ["calls", "call_minutes", "transfers", "transfer_minutes", "transfer_rate", "average_call_length"];

    private static string Zero(string series) => $"<{series}><item timestamp=\"1640581200\">0</item></{series}>";

    private static Dictionary<string, string> Week => new()
    {
        ["start"] = "20211227",
        ["end"] = "20220102",
        ["period"] = "week",
        ["phone"] = "ALL",
    };

    private static DescribedFunction File(string function, string kind, string section = About) => new(
        function, section, Access.Anyone)
    {
        Replies = [Version(new(200, "The file.", Text(), kind))],
        Samples = [new("file", "The file", null) { Kind = kind }],
    };

    private static Reply[] Trend(string schema) =>
        [new(200, "Done.", Named(schema)) { Headers = Standing }, new(200, "", Text(), Xml)];

    private static IEnumerable<Reply> Faults(params int[] statuses) => statuses.Select(status => new Reply(
        status,
        status switch
        {
            400 => "Something is missing or wrong.",
            401 => "The login or PIN is wrong.",
            _ => "Wait `Retry-After` seconds.",
        },
        Named("TrendsError"))
    {
        Headers = Standing,
    });
}
