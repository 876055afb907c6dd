using Microsoft.OpenApi;
using Plum.Core.Calls;
using Plum.Core.PhoneLists;
using Plum.Core.Queueing;
using Plum.Core.Validation;
using Plum.Functions.WebServices;
using static Plum.Functions.Reference.Shapes;

namespace Plum.Functions.Reference;

/// <summary>queuecall and queuecalls, which answer XML, or JSON to those who ask for it.</summary>
internal static class WebServiceReference
{
    private const string Section = "Web services";
    private const string Xml = "text/xml";
    private const string StartUrl = "http://charles.plumgroup.com/~schan/src/charles/vxml/start.php";

    public static IEnumerable<DescribedFunction> All =>
    [
        Call("QueueCallPhp"), Call("TurnkeyQueueCallPhp"), Call("TurnkeyQueueCall"), Call("QueueCall"),
        Calls("QueueCallsPhp"), Calls("TurnkeyQueueCallsPhp"), Calls("TurnkeyQueueCalls"), Calls("QueueCalls"),
        new("OutboundForms", Section, Access.Anyone)
        {
            Replies = [new(200, "The page.", Text(), "text/html")],
            Samples = [new("forms", "The page", null) { Kind = "text/html" }],
        },
        new(nameof(HelloVoiceXml), Section, Access.Anyone)
        {
            Replies = [new(200, "VoiceXML.", Text(), "application/voicexml+xml")],
            Samples = [new("hello", "A greeting", null) { Kind = "application/voicexml+xml" }],
        },
    ];

    /// <summary>The variables as they were sent, in an answer as JSON: all but the file; and what is wrong.</summary>
    public static IEnumerable<(string, IOpenApiSchema)> Echo(bool calls) =>
    [
        .. (calls ? QueueRequests.QueueCallsVariables : QueueRequests.QueueCallVariables)
            .Select(name => ($"{name}?", (IOpenApiSchema)Text())),
        ("errors?", ListOf(Text(), "Everything that is wrong; then nothing has been queued.")),
    ];

    private static DescribedFunction Call(string function) => new(function, Section, Access.Form)
    {
        Methods = ["POST"],
        Takes = new(
            QueueRequests.QueueCallVariables,
            ["login", "pin", "phone_number", "start_url"],
            SchedulingReference.With(
                Variables(), "phone_number", Text(
                    "With the 1 before the area code, or `tel:+16177123000;postd=1234;ani=8005550100`.", 128)),
            Aliases)
        {
            Kinds = ["application/x-www-form-urlencoded", "multipart/form-data", "application/json"],
        },
        Once = true,
        Replies = Queued("QueuedCall"),
        Samples =
        [
            new("queued", "A call for now, told in XML", $"""
                <?xml version="1.0"?>
                <queuecall status="queued" call_id="1">
                    <login>demo</login>
                    <pin>1234</pin>
                    <phone_number>tel:+16177123000;postd=1234</phone_number>
                    <start_url>{StartUrl}</start_url>
                </queuecall>

                """)
            {
                Kind = Xml,
                Body = $$"""
                    {"login":"demo","pin":"1234","phone_number":"tel:+16177123000;postd=1234","start_url":"{{StartUrl}}"}
                    """,
            },
            new("in words", "In three days, told in JSON", $$"""
                {"status":"queued","call_id":1,"login":"demo","pin":"1234","phone_number":"16177123000",
                 "start_url":"{{StartUrl}}",
                 "scheduled_time":"+3 days"}
                """)
            {
                Body = $$"""
                    {"login":"demo","pin":"1234","phone_number":"16177123000","start_url":"{{StartUrl}}",
                     "scheduled_time":"+3 days"}
                    """,
            },
            new("failed", "A failure is HTTP 200, too", """
                {"status":"failed","login":"demo","phone_number":"123",
                 "errors":["phone_number '123' has 3 digits; 10 or 11 are needed.","start_url is missing."]}
                """)
            {
                Body = """{"login":"demo","pin":"1234","phone_number":"123"}""",
            },
        ],
    };

    private static DescribedFunction Calls(string function) => new(function, Section, Access.Form)
    {
        Methods = ["POST"],
        Takes = new(
            QueueRequests.QueueCallsVariables.Append(PhoneListUpload.Field),
            ["login", "pin", "campaign_name", "phone_list", "start_url"],
            SchedulingReference.With(
                SchedulingReference.With(
                    SchedulingReference.With(Variables(), "campaign_name", Text("Unique among your campaigns.", 64)),
                    "on_invalid", Choice(
                        "`skip` queues the good rows; otherwise one bad row refuses all.", "skip", "reject")),
                PhoneListUpload.Field, Text(
                    "A file with lines of number, message_reference, call_parameters, the last two optional.")),
            Aliases,
            PhoneListUpload.Field)
        {
            Kinds = ["multipart/form-data"],
        },
        Once = true,
        Replies = Queued("QueuedCalls"),
        Samples =
        [
            new("queued", "Two calls", $$"""
                {"status":"queued","campaign_id":1,"call_count":2,"login":"demo","pin":"1234","campaign_name":"march",
                 "start_url":"{{StartUrl}}",
                 "calls":[{"call_id":1,"phone_number":"16177123000","message_reference":"ann"},
                          {"call_id":2,"phone_number":"16177123001","message_reference":"bob"}]}
                """)
            {
                Body = $$"""
                    {"login":"demo","pin":"1234","campaign_name":"march","start_url":"{{StartUrl}}",
                     "phone_list":"16177123000,ann\n16177123001,bob\n"}
                    """,
            },
        ],
    };

    private static readonly string[] Aliases = ["max_retry"];

    private static Reply[] Queued(string schema) =>
    [
        new(200, "Queued, or failed: `status` says which.", Named(schema)) { Headers = ["X-Plum-Note"] },
        new(200, "", Text(), Xml),
        new(409, "A request with this Idempotency-Key is in progress.", Named(schema)),
        new(422, "The Idempotency-Key was used with another request.", Named(schema)),
    ];

    private static OpenApiSchema Timestamp(string says) => Whole(says, 0, CallTimes.Latest.ToUnixTimeSeconds());

    private static Dictionary<string, OpenApiSchema> Variables() => new()
    {
        ["login"] = Text("Sender login name.", Credentials.MaxLoginLength),
        ["pin"] = Text("Sender PIN.", Credentials.MaxPinLength),
        ["start_url"] = Text(
            "The VoiceXML script of the call. It is fetched once before anything is queued.", OutboundUrl.MaxLength),
        ["result_url"] = Text("Where the result is posted.", OutboundUrl.MaxLength),
        ["message_reference"] = Text(
            "Posted to start_url and result_url; identifies the call.", CallEntry.MaxTextLength),
        ["call_parameters"] = Text("Posted likewise.", CallEntry.MaxTextLength),
        ["campaign_parameters"] = Text("Posted likewise, with each call.", CallEntry.MaxTextLength),
        ["max_retries"] = Whole("Further attempts when nobody answers.", 0, CallSettings.MostRetries),
        ["retry_interval"] = Whole(
            "Seconds between attempts.", CallSettings.ShortestInterval, CallSettings.LongestInterval),
        ["scheduled_timestamp"] = Timestamp("When to begin, in unix seconds; 0 for at once."),
        ["expiration_timestamp"] = Timestamp("When to give up, in unix seconds; 0 for never."),
        ["scheduled_time"] = Text("The same in words: `now`, `oct 14th, 2027 11:05PM EST`, `+3 days`.", 80),
        ["expiration_time"] = Text("Likewise.", 80),
    };
}
