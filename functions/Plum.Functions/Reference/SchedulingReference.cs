using Microsoft.OpenApi;
using Plum.Core.Calls;
using Plum.Core.Campaigns;
using Plum.Core.Profiles;
using Plum.Core.Schedules;
using Plum.Core.Validation;
using Plum.Functions.Calls.Results;
using Plum.Functions.Campaigns;
using Plum.Functions.Profiles;
using Plum.Functions.Schedules;
using Plum.Functions.Shared;
using NumberList = Plum.Functions.Campaigns.PhoneNumbers;
using static Plum.Functions.Reference.Shapes;

namespace Plum.Functions.Reference;

/// <summary>The Scheduling and Pacing API; its samples are those of its documents.</summary>
internal static class SchedulingReference
{
    public static readonly string[] Days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

    private const string Schedules = "Schedules";
    private const string Profiles = "Profiles";
    private const string Campaigns = "Campaigns";
    private const string Calls = "Calls";
    private const string Done = """{"status":"success"}""";
    private const string StartUrl = "http://charles.plumgroup.com/~schan/src/charles/vxml/start.php";
    private const string ResultUrl = "http://myserver.com/storesmsresults.php";

    public static IEnumerable<DescribedFunction> All =>
        [.. ScheduleFunctions, .. ProfileFunctions, .. CampaignFunctions, .. CallFunctions];

    public static IReadOnlyList<Parameter> Page(int max = Paging.MaxLimit) =>
    [
        new("limit", Whole("The most items to answer with.", 1, max)),
        new("cursor", Text("Where to go on: the `Link` of an answer holds it.")),
    ];

    private static IEnumerable<DescribedFunction> ScheduleFunctions =>
    [
        new(nameof(CreateSchedule), Schedules)
        {
            Takes = new(ScheduleEdit.Fields, ["days"], ScheduleFields(), ["name"]),
            Once = true,
            Replies = [Ok("Created")],
            Samples =
            [
                new("3wkdays", "Mondays, Wednesdays and Fridays",
                    """{"status":"success","response":{"id":6,"nickname":"3wkdays"}}""")
                {
                    Body = """{"days":["mon","wed","fri"],"nickname":"3wkdays"}""",
                },
                new("taken", "The nickname has already been taken",
                    """{"nickname":["The nickname has already been taken."]}""", 422)
                {
                    Body = """{"days":["mon"],"nickname":"3wkdays"}""",
                },
            ],
        },
        new(nameof(GetSchedules), Schedules)
        {
            Query = Page(),
            Replies = [Page("Schedule")],
            Samples = [new(
                "all", "All schedules", """[{"schedule_id":6,"nickname":"3wkdays","days":["mon","wed","fri"]}]""")],
        },
        new(nameof(GetSchedule), Schedules)
        {
            Replies = [Version(Ok("Schedule"))],
            Samples =
            [
                new("3wkdays", "One schedule",
                    """{"schedule_id":6,"nickname":"3wkdays","days":["mon","wed","fri"]}""") { Parameters = Id("6") },
                new("unknown", "Nobody has this id", """{"status":"error","error":"Schedule 99 not found."}""",
                    404) { Parameters = Id("99") },
            ],
        },
        new(nameof(UpdateSchedule), Schedules)
        {
            Takes = new(
                [ScheduleTable.Id, .. ScheduleEdit.Fields], [], With(
                    ScheduleFields(), ScheduleTable.Id, SameId()), ["name"]),
            Matches = true,
            Replies = [Version(Ok("UpdatedSchedule"))],
            Samples =
            [
                new(
                    "MonWedOnly", "Mondays and Wednesdays only",
                    """{"status":"success","response":{"id":15,"days":"[\"mon\",\"wed\"]","nickname":"MonWedOnly"}}""")
                {
                    Parameters = Id("15"),
                    Body = """{"days":["mon","wed"]}""",
                },
            ],
        },
        new(nameof(DeleteSchedule), Schedules)
        {
            Matches = true,
            Replies = [Ok("Success"), new(400, "A campaign uses it.", Named("Error"))],
            Samples =
            [
                new("unused", "A schedule that no campaign uses", Done) { Parameters = Id("4") },
                new("used", "A campaign uses it",
                    """{"status":"error","error":"Schedule 3wkdays(id 6) is being used with campaign id 3."}""", 400)
                {
                    Parameters = Id("6"),
                },
            ],
        },
    ];

    private static IEnumerable<DescribedFunction> ProfileFunctions =>
    [
        new(nameof(CreateProfile), Profiles)
        {
            Takes = new(
                ProfileEdit.Fields, ["period", "amount_per_period", "time_between_periods"], ProfileFields(), ["name"]),
            Once = true,
            Replies = [Ok("Created")],
            Samples =
            [
                new("MorningPace", "100 calls in 30 minutes, then 10 minutes of rest",
                    """{"status":"success","response":{"id":6,"nickname":"MorningPace"}}""")
                {
                    Body = """
                        {"period":30,"amount_per_period":100,"nickname":"MorningPace","time_between_periods":10}
                        """,
                },
                new("taken", "The nickname has already been taken",
                    """{"nickname":["The nickname has already been taken."]}""", 422)
                {
                    Body = """
                        {"period":30,"amount_per_period":100,"nickname":"MorningPace","time_between_periods":10}
                        """,
                },
            ],
        },
        new(nameof(GetProfiles), Profiles)
        {
            Query = Page(),
            Replies = [Page("Profile")],
            Samples =
            [
                new("all", "All profiles", """
                    [{"profile_id":5,"nickname":"MorningPace","period":30,"amount_per_period":100,
                     "time_between_periods":10,"spread":"even"},
                     {"profile_id":6,"nickname":"MorningCalls","period":30,"amount_per_period":100,
                      "time_between_periods":10,"spread":"even"}]
                    """),
            ],
        },
        new(nameof(GetProfile), Profiles)
        {
            Replies = [Version(Ok("Profile"))],
            Samples =
            [
                new("MorningPace", "One profile", """
                    {"profile_id":5,"nickname":"MorningPace","period":30,"amount_per_period":100,
                     "time_between_periods":10,"spread":"even"}
                    """)
                {
                    Parameters = Id("5"),
                },
            ],
        },
        new(nameof(UpdateProfile), Profiles)
        {
            Takes = new([ProfileTable.Id, .. ProfileEdit.Fields], [], With(
                ProfileFields(), ProfileTable.Id, SameId()), ["name"]),
            Matches = true,
            Replies = [Version(Ok("Updated"))],
            Samples =
            [
                new("30-100-10", "Everything a profile has",
                    """{"status":"success","response":{"id":17,"nickname":"30-100-10"}}""")
                {
                    Parameters = Id("17"),
                    Body = """{"period":31,"amount_per_period":101,"time_between_periods":11,"nickname":"30-100-10"}""",
                },
            ],
        },
        new(nameof(DeleteProfile), Profiles)
        {
            Matches = true,
            Replies = [Ok("Success"), new(400, "A campaign uses it.", Named("Error"))],
            Samples =
            [
                new("unused", "A profile that no campaign uses", Done) { Parameters = Id("7") },
                new("used", "A campaign uses it",
                    """{"status":"error","error":"Profile MorningPace(id 5) is being used with campaign id 4."}""", 400)
                {
                    Parameters = Id("5"),
                },
            ],
        },
    ];

    private static IEnumerable<DescribedFunction> CampaignFunctions =>
    [
        new(nameof(CreateCampaign), Campaigns)
        {
            Takes = new(
                [NumberList.Field, NumberList.SkipField, CreateCampaign.DryRun, .. CampaignEdit.Fields],
                ["start_date", "end_date", "profiles", "start_url"],
                With(
                    With(With(CampaignFields(), NumberList.Field, Numbers()), NumberList.SkipField, Skip()),
                    CreateCampaign.DryRun,
                    Choice("`true` creates nothing, and tells when the calls would start.", "true", "false")),
                Aliases, NumberList.Field)
            {
                Kinds = ["application/json", "multipart/form-data"],
            },
            Once = true,
            Replies = [Ok("CreatedCampaign") with { Headers = ["X-Plum-Accepted"] }],
            Samples =
            [
                new("january", "Five days of January 2022", """{"status":"success","response":{"id":2,"accepted":2}}""")
                {
                    Body = $$"""
                        {"start_date":"2022-01-01","end_date":"2022-01-05",
                         "phone_numbers":["tel:+12223334444; ani=7778889999",
                          "tel:+12223334445; ani=7778889999, marchcampaign"],
                         "profiles":[{"profile":"MorningPace","start_time":"08:00","end_time":"11:00"}],
                         "schedule_id":6,"start_url":"{{StartUrl}}","result_url":"{{ResultUrl}}"}
                        """,
                },
            ],
        },
        new(nameof(GetCampaigns), Campaigns)
        {
            Query =
            [
                .. Page(),
                new("kind", Choice("`queued` are those of queuecall and queuecalls.", "scheduled", "queued", "all")),
                new("counts", Choice(
                    "`true` adds how each is getting on; then a page has at most 100.", "true", "false")),
                new("outlook", Choice(
                    "`true` adds that, and what each does now and next; then a page has at most 100.",
                    "true",
                    "false")),
            ],
            Replies = [Page("Campaign")],
            Samples =
            [
                new("all", "All campaigns with a calendar", $$"""
                    [{"campaign_id":12,"start_date":"2022-01-01 00:00:00","end_date":"2022-01-05 00:00:00",
                     "start_url":"{{StartUrl}}",
                      "result_url":"{{ResultUrl}}","schedule_nickname":"3wkdays",
                      "profiles":[{"profile_id":5,"nickname":"MorningPace","start_time":"08:00","end_time":"23:00"}]}]
                    """),
            ],
        },
        new(nameof(GetCampaign), Campaigns)
        {
            Replies = [Version(Ok("CampaignStatus"))],
            Samples =
            [
                new("12", "A campaign that has not been started", $$"""
                    {"campaign_id":12,"start_date":"2022-01-01 00:00:00","end_date":"2022-01-05 00:00:00",
                     "start_url":"{{StartUrl}}",
                     "result_url":"{{ResultUrl}}","schedule_nickname":"3wkdays",
                     "profiles":[{"profile_id":5,"nickname":"MorningPace","start_time":"08:00","end_time":"23:00"}],
                     "max_retries":0,"retry_interval":300,"gateway":null,"caller_ids":null,
                      "caller_id_choice":"rotate","weight":1,
                     "state":"stopped",
                     "counts":{"accepted":2,"waiting":2,"retrying":0,"in_flight":0,"completed":0,"failed":0,
                      "canceled":0,"expired":0},
                     "summary":{"pending":2,"completed":0,"failed":0},"calls_per_hour":0,"doing":"stopped",
                      "next_call":null,"last_call":null,"not_placed":0}
                    """)
                {
                    Parameters = Id("12"),
                },
            ],
        },
        new(nameof(GetCampaignPace), Campaigns)
        {
            Replies = [Ok("CampaignPace")],
            Samples = [new("2", "The last hour of campaign 2", null) { Parameters = Id("2") }],
        },
        new(nameof(UpdateCampaign), Campaigns)
        {
            Takes = new(
                [NumberList.Field, UpdateCampaign.ConfirmField, .. CampaignEdit.Fields, .. CampaignViews.Fields],
                [],
                With(
                    With(CampaignFields(), UpdateCampaign.ConfirmField, Choice(
                        "Needed where the update's `end_date` is over and calls wait: they expire.", "expire")),
                    CampaignCommands.IdField, SameId()),
                [.. Aliases, NumberList.Field, .. CampaignViews.Fields.Except([CampaignCommands.IdField])]),
            Matches = true,
            Replies = [Version(Ok("UpdatedCampaign"))],
            Samples =
            [
                new("april", "Another schedule, other dates and hours", """{"status":"success","response":{"id":26}}""")
                {
                    Parameters = Id("26"),
                    Body = """
                        {"schedule":"11","start_date":"2022-04-15","end_date":"2022-04-30",
                         "profiles":[{"profile":"MorningPace","start_time":"08:00","end_time":"23:00"}]}
                        """,
                },
            ],
        },
        new(nameof(DeleteCampaign), Campaigns)
        {
            Matches = true,
            Replies = [Ok("Success"), new(400, "The default campaign cannot be deleted.", Named("Error"))],
            Samples = [new("11", "A campaign goes, its schedule and profiles stay", Done) { Parameters = Id("11") }],
        },
        new(nameof(StartCampaign), Campaigns)
        {
            Takes = new([CampaignCommands.IdField], [CampaignCommands.IdField], CampaignId()),
            Once = true,
            Replies = [Ok("Success"), NoCampaign, new(400, "The campaign is over.", Named("Error"))],
            Samples = [new("6", "Start campaign 6", Done) { Body = """{"campaign_id":"6"}""" }],
        },
        new(nameof(StopCampaign), Campaigns)
        {
            Takes = new([CampaignCommands.IdField], [CampaignCommands.IdField], CampaignId()),
            Once = true,
            Replies = [Ok("Success"), NoCampaign],
            Samples = [new("2", "Stop campaign 2", Done) { Body = """{"campaign_id":"2"}""" }],
        },
        new(nameof(AddCalls), Campaigns)
        {
            Takes = new(
                [CampaignCommands.IdField, NumberList.Field, NumberList.SkipField],
                [CampaignCommands.IdField, NumberList.Field],
                With(With(CampaignId(), NumberList.Field, Numbers()), NumberList.SkipField, Skip()),
                list: NumberList.Field)
            {
                Kinds = ["application/json", "multipart/form-data"],
            },
            Once = true,
            Replies =
            [
                Ok("AddedCalls") with { Headers = ["X-Plum-Accepted"] },
                NoCampaign,
                new(400, "The campaign is over.", Named("Error")),
            ],
            Samples =
            [
                new("two", "Two more numbers for campaign 2", Done)
                {
                    Body = """
                        {"phone_numbers":["tel:+12223334444;ani=7778889999","tel:+14443332222;ani=9998887777"],
                         "campaign_id":"2"}
                        """,
                },
            ],
        },
    ];

    private static IEnumerable<DescribedFunction> CallFunctions =>
    [
        new(nameof(GetCampaignCalls), Calls)
        {
            Query =
            [
                .. Page(GetCampaignCalls.MaxLimit),
                new("state", Choice("Calls in this state only.", Enum.GetValues<CallState>().Select(CallStates.Name))),
                new("phone_number", Text("Calls to this number only, in any accepted form.")),
                new("message_reference", Text("Calls with this message_reference only.")),
            ],
            Replies = [Page("Call")],
            Samples =
            [
                new("marchcampaign", "The calls with a message_reference", $"[{Waiting}]")
                {
                    Parameters = With(Id("2"), "message_reference", "marchcampaign"),
                },
            ],
        },
        new(nameof(GetCampaignCall), Calls)
        {
            Replies = [Ok("CallWithAttempts")],
            Samples =
            [
                new("waiting", "A call that waits",
                    $$"""{{Waiting[..^1]}},"call_parameters":"","attempt_history":[]}""")
                {
                    Parameters = CallId("2", "2"),
                },
            ],
        },
        new(nameof(CancelCampaignCalls), Calls)
        {
            Once = true,
            Replies = [Ok("CanceledCalls")],
            Samples = [new("all", "Everything that waits in campaign 2",
                """{"status":"success","response":{"canceled":2}}""") { Parameters = Id("2") }],
        },
        new(nameof(CancelCampaignCall), Calls)
        {
            Once = true,
            Replies = [Ok("HangingUp"), new(409, "The call is being placed, or is over.", Named("Error"))],
            Samples = [new("waiting", "A call that waits", Done) { Parameters = CallId("2", "2") }],
        },
        new(nameof(ResendCallResult), Calls)
        {
            Once = true,
            Replies = [Ok("ResentResults"), new(409, "The call is not over, or has no result_url.", Named("Error"))],
            Samples =
            [
                new("canceled", "The result of a canceled call",
                    """{"status":"success","response":{"resent":1}}""") { Parameters = CallId("2", "1") },
                new("waiting", "A call that is not over",
                    """{"status":"error","error":"Call 2 is not over: waiting."}""", 409)
                {
                    Parameters = CallId("2", "2"),
                },
            ],
        },
        new(nameof(GetDeadLetters), Calls)
        {
            Query = Page(GetCampaignCalls.MaxLimit),
            Replies = [Page("DeadLetter")],
            Samples =
            [
                new("refused", "A result that was not accepted for a day", """
                    [{"call_id":1,"phone_number":"tel:+12223334444; ani=7778889999","message_reference":"",
                     "result":"canceled",
                      "delivery":"demo-0000000002-0","sequence":1,"tries":8,"last_try":1641057662,
                       "error":"127.0.0.1 refused the connection."}]
                    """)
                {
                    Parameters = Id("2"),
                },
            ],
        },
        new(nameof(ResendDeadLetters), Calls)
        {
            Query = Page(),
            Takes = new(
                ResendDeadLetters.Fields, [],
                new()
                {
                    [ResendRequest.Field] = ListOf(
                        Whole(), "These only; in a form with commas between, or repeated.", ResendRequest.MaxCallIds),
                },
                ["limit", "cursor"]),
            Once = true,
            Replies = [Page(Ok("ResentResults"))],
            Samples =
            [
                new("one", "The dead letter of a call", """{"status":"success","response":{"resent":1}}""")
                {
                    Parameters = Id("2"),
                    Body = """{"call_id":[1]}""",
                },
            ],
        },
    ];

    private static string Waiting => """
        {"call_id":2,"phone_number":"tel:+12223334445; ani=7778889999","message_reference":"marchcampaign",
         "state":"waiting","attempts":0,"callee_type":null,"last_attempt_timestamp":0,"in_flight_since":0,
         "duration":0,"scheduled_timestamp":0,"expiration_timestamp":0,"result_post":null,"note":null}
        """;

    public static Reply Ok(string schema) => new(200, "Done.", Named(schema));

    private static Reply NoCampaign => new(404, "There is no campaign with this id.", Named("Error"));

    public static Reply Page(string schema) => Page(new Reply(200, "A page of them.", ListOf(Named(schema))));

    private static Reply Page(Reply reply) => reply with { Headers = ["Link"] };

    public static Reply Version(Reply reply) => reply with { Headers = ["ETag"] };

    public static Dictionary<string, string> Id(string id) => new() { ["id"] = id };

    private static Dictionary<string, string> CallId(string id, string callId) =>
        new() { ["id"] = id, ["callId"] = callId };

    public static Dictionary<string, T> With<T>(Dictionary<string, T> fields, string name, T shape)
    {
        fields[name] = shape;
        return fields;
    }

    private static OpenApiSchema SameId() =>
        Whole("The id of the address, for those who send back what they were shown.");

    private static Dictionary<string, OpenApiSchema> ScheduleFields() => new()
    {
        ["days"] = ListOf(Choice(null, Days), "The days of the week on which a campaign may place calls."),
        ["nickname"] = Text("Unique among your schedules; campaigns may name the schedule by it. Also `name`.",
            ScheduleEdit.MaxNickname),
    };

    private static Dictionary<string, OpenApiSchema> ProfileFields() => new()
    {
        ["period"] = Whole("The interval for placing calls, in minutes.", 1, ProfileEdit.Max),
        ["amount_per_period"] = Whole("Calls to place within a period.", 1, ProfileEdit.Max),
        ["time_between_periods"] = Whole("Downtime between periods, in minutes.", 0, ProfileEdit.Max),
        ["spread"] = Choice(
            "`burst` starts a period's calls as fast as the capacity allows, `even`, the default, over all of it.",
            "even", "burst"),
        ["nickname"] = Text(
            "Unique among your profiles; campaigns name the profile by it. Also `name`.", ProfileEdit.MaxNickname),
    };

    private static readonly string[] Aliases = ["max_retry", "schedule_nickname"];

    private static Dictionary<string, OpenApiSchema> CampaignFields() => new()
    {
        ["start_date"] = Text("The first day, Eastern: `YYYY-MM-DD`.", format: "date"),
        ["end_date"] = Text("The last day, Eastern: `YYYY-MM-DD`.", format: "date"),
        ["start_url"] = Text("The VoiceXML application of each call.", 2048, "uri"),
        ["result_url"] = Text("Where results are posted; empty for nowhere.", 2048, "uri"),
        ["schedule"] = Text("The schedule's id or nickname. It, or `schedule_id`, is needed to create a campaign.", 64),
        ["schedule_id"] = Whole("The same by its other name."),
        ["profiles"] = ListOf(
            Object(
                ("profile?", Text("The profile's nickname or id.", 64)),
                ("profile_id?", Whole("The same by its other name.")),
                ("nickname?", Text("As Get Campaigns shows it beside the id.", 64)),
                ("start_time", Text("HH:MM, Eastern.")),
                ("end_time", Text("HH:MM, Eastern; 00:00 and 24:00 are the end of the day."))),
            "All profiles of the campaign, each with its hours of the day. In a form: JSON.", WindowEdit.MaxWindows),
        ["retry"] = Retry(),
        ["max_retries"] = Whole("How often a call that nobody answered is tried again.", 0, CallSettings.MostRetries),
        ["retry_interval"] = Whole(
            "Seconds between attempts.", CallSettings.ShortestInterval, CallSettings.LongestInterval),
        [CampaignEdit.GatewayField] = Text("Who places its calls, by a name of the settings.", 40),
        [CampaignEdit.CallerIdsField] = ListOf(Text(), "The numbers its calls show, 10 digits each."),
        ["caller_id_choice"] = Choice(
            "`rotate` takes them in turn, `match` one of the called area.", EnumNames.All<CallerIdChoice>()),
        ["weight"] = Whole(
            "Its share where lines are limited, in proportion to that of others.", 1, CampaignEdit.MaxWeight),
    };

    public static OpenApiSchema Retry()
    {
        var rule = Object(
            ("attempts", Whole("Retries altogether when it ends so.", 0, CallSettings.MostRetries)),
            ("interval?", Whole(
                "Seconds from the end of the attempt.", CallSettings.ShortestInterval, CallSettings.LongestInterval)));
        var rules = Object([
            ("max_retries?", Whole("Bounds them all.", 0, CallSettings.MostRetries)),
            .. RetryEdit.Outcomes.Select(outcome => ($"{outcome}?", (IOpenApiSchema)rule)),
        ]);
        rules.Description = "A rule for each outcome, in place of max_retries and retry_interval. In a form: JSON.";
        return rules;
    }

    private static Dictionary<string, OpenApiSchema> CampaignId() =>
        new() { [CampaignCommands.IdField] = Text("The campaign's id; `default` is the campaign of queuecall.") };

    private static OpenApiSchema Numbers() => ListOf(
        Text(),
        "Such as `tel:+12223334444; ani=7778889999, a message_reference`. In a multipart form a CSV or TXT file.");

    private static OpenApiSchema Skip() => Choice(
        "`skip` queues the good rows and tells the bad ones; otherwise one bad row refuses all.", "skip", "reject");
}
