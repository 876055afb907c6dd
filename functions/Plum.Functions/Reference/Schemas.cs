using Microsoft.OpenApi;
using Plum.Core.Accounts;
using Plum.Core.Calls;
using Plum.Core.Campaigns;
using Plum.Core.Validation;
using Plum.Functions.Calls;
using static Plum.Functions.Reference.Shapes;

namespace Plum.Functions.Reference;

/// <summary>What answers look like, by the names they have in the document.</summary>
internal static class Schemas
{
    public static IReadOnlyDictionary<string, OpenApiSchema> All { get; } = new Dictionary<string, OpenApiSchema>
    {
        ["Error"] = Object(("status", Choice(null, "error")), ("error", Text("What is wrong, and what to do."))),
        ["FieldErrors"] = MapOf(ListOf(Text()), "What is wrong with each field, by its name."),
        ["Success"] = Object(Succeeded),
        ["Created"] = Answer(("id", Whole("Names it from now on.")), ("nickname", Text().OrNull())),
        ["Updated"] = Answer(("id", Whole()), ("nickname", Text().OrNull())),
        ["UpdatedSchedule"] = Answer(
            ("id", Whole()), ("days", Text("The days as they were sent.")), ("nickname", Text().OrNull())),
        ["Schedule"] = Object(
            ("schedule_id", Whole()), ("nickname", Text().OrNull()),
            ("days", ListOf(Choice(null, SchedulingReference.Days), "In the order in which they were given."))),
        ["Profile"] = Object(
            ("profile_id", Whole()), ("nickname", Text().OrNull()), ("period", Whole("Minutes.", 1, ProfileMax)),
            ("amount_per_period", Whole("Calls in a period.", 1, ProfileMax)),
            ("time_between_periods", Whole("Minutes of rest.", 0, ProfileMax)),
            ("spread", Choice(null, "even", "burst"))),
        ["BadRow"] = Object(("line", Whole()), ("value", Text()), ("reason", Text())),
        ["CreatedCampaign"] = Answer([
            ("id?", Whole("Names the campaign from now on.")), .. List("accepted?"),
            ("calls?", Whole("With `dry_run`: how many calls the list holds.")),
            ("first_call_timestamp?", Unix("When the first would start; null for never").OrNull()),
            ("last_call_timestamp?", Unix("When the last would start; null for never").OrNull()),
            ("not_placed?", Whole("How many would find no place before the end date.")),
            ("amount_needed?", Whole(
                "The `amount_per_period` with which all would; null where all do, or none is enough.").OrNull())]),
        ["AddedCalls"] = Object(Succeeded, ("response?", Object(List("accepted")))),
        ["UpdatedCampaign"] = Answer(("id", Whole())),
        ["CampaignProfile"] = Object(
            ("profile_id", Whole()), ("nickname", Text().OrNull()), ("start_time", Text("HH:MM, Eastern.")),
            ("end_time", Text("HH:MM, Eastern; 24:00 is the end of the day."))),
        ["CampaignCounts"] = Object([
            ("accepted", Whole("All that were queued.")),
            .. Enum.GetValues<CallState>().Select(state => Count(state.Name()))]),
        ["CampaignSummary"] = Object(
            ("pending", Whole("Waiting, owed a retry, or being placed.")), ("completed", Whole()),
            ("failed", Whole("Over and not completed."))),
        ["Campaign"] = Object([.. Campaign, .. Progress("?"), .. Outlook("?")]),
        ["CampaignStatus"] = Object([
            .. Campaign,
            ("retry?", SchedulingReference.Retry()),
            ("max_retries?", Whole(null, 0, CallSettings.MostRetries)),
            ("retry_interval?", Whole("Seconds.")),
            ("gateway", Text("Who places its calls; null for the account's or the service's.").OrNull()),
            ("caller_ids", ListOf(Text()).OrNull()),
            ("caller_id_choice", Choice(null, EnumNames.All<CallerIdChoice>())),
            ("weight", Whole(null, 1, CampaignEdit.MaxWeight)),
            .. Progress(""), .. Outlook("")]),
        ["CampaignPace"] = Object(
            ("minutes", ListOf(Object(
                ("timestamp", Unix("When the minute begins")), ("calls", Whole("Attempts.")),
                ("planned", Fraction("What its pace asks for."))))),
            ("outcomes", MapOf(Whole(), "How many of the hour's attempts ended so, by outcome."))),
        ["Call"] = Object(Call),
        ["CallWithAttempts"] = Object([
            .. Call, ("call_parameters", Text()), ("attempt_history", ListOf(Named("Attempt"))),
            ("last_post?", Named("ResultPost"))]),
        ["ResultPost"] = Object(
            ("result_url", Text("Where results of the call go now.").OrNull()),
            ("delivery", Text("Its `X-Plum-Delivery`.")),
            ("sequence", Whole("Its `X-Plum-Sequence`.")),
            ("tries", Whole("How often it was posted since the call was over, or since it was last resent.")),
            ("last_try_timestamp", Unix("When it was posted last")),
            ("accepted_timestamp", Unix("When it was accepted; 0 while it was not")),
            ("error", Text("What became of the last try, where it was not accepted.").OrNull()),
            ("fields", MapOf(Text(), "What is posted."))),
        ["Attempt"] = Object(
            ("attempt", Whole("1, 2, 3, …")), ("dialed_timestamp", Unix("When it was dialed")),
            ("ended_timestamp", Unix("When it ended; 0 while it goes on")),
            ("outcome", Choice(null, Enum.GetValues<CallOutcome>().Select(outcome => outcome.Name())).OrNull()),
            ("callee_type", CalleeTypes()), ("duration", Whole("Seconds.")), ("transfers", Whole()),
            ("transfer_seconds", Whole()), ("gateway", Text().OrNull()),
            ("gateway_reference", Text("The call's name at its gateway.").OrNull()), ("note", Text().OrNull())),
        ["HangingUp"] = Object(Succeeded, ("response?", Object(("call", Choice(null, "hanging up"))))),
        ["CanceledCalls"] = Answer(("canceled", Whole("How many."))),
        ["ResentResults"] = Answer(
            ("resent", Whole("How many.")), ("next?", Text("The cursor of the next request, while there are more."))),
        ["DeadLetter"] = Object(
            ("call_id", Whole()), ("phone_number", Text()), ("message_reference", Text()),
            ("result", Choice(null, "completed", "failed", "canceled")),
            ("delivery", Text("X-Plum-Delivery of each post.")),
            ("sequence", Whole("X-Plum-Sequence.")), ("tries", Whole()), ("last_try", Unix("When it was last posted")),
            ("error", Text("What result_url answered, or why it did not."))),
        ["Token"] = Object([.. Token, ("last_used_at", Moment("To the minute.").OrNull())]),
        ["CreatedToken"] = Answer([
            .. Token[..2], ("token", Text("The token itself, shown this once.")), .. Token[2..]]),
        ["Session"] = Object(
            ("account", Text()), ("login", Text()), ("role", Choice(null, EnumNames.All<AccountRole>())),
            ("token", Text("Each change carries it in `X-Plum-Session`.")),
            ("now_timestamp", Unix("The service's time"))),
        ["SigningKey"] = Answer(("signing_key", Text("Shown this once."))),
        ["Account"] = Object(Account),
        ["CreatedAccount"] = Answer([.. Account, ("signing_key", Text("Shown this once.").OrNull())]),
        ["UpdatedAccount"] = Answer(Account),
        ["AuditEntry"] = Object(
            ("sequence", Whole("1, 2, 3, … without a gap.")), ("at", Moment()),
            ("by", Text("Who did it: a token, a login, the service.")),
            ("action", Text()), ("what", Text("What was changed.")),
            ("changes", MapOf(Object(("from", Anything()), ("to", Anything())), "Each field that changed."))),
        ["Service"] = Object(("calls_suspended", Flag("Whether no account's calls are placed."))),
        ["SwitchedCalls"] = Answer(
            ("account", Text()), ("login?", Text()), ("calls_suspended", Flag()),
            ("all_calls_suspended?", Flag("Whether those of all accounts are."))),
        ["Live"] = Object(("status", Choice(null, "live"))),
        ["Ready"] = Object(
            ("status", Choice(null, "ready", "not ready")),
            ("parts", MapOf(Text(), "Each part: `ok`, or what is in the way."))),
        ["QueuedCall"] = Object([
            ("status", Choice(null, "queued", "failed")), ("call_id?", Whole()),
            .. WebServiceReference.Echo(calls: false)]),
        ["QueuedCalls"] = Object([
            ("status", Choice(null, "queued", "failed")), ("campaign_id?", Whole()), ("call_count?", Whole()),
            ("rejected_count?", Whole()), ("rejected?", ListOf(Named("BadRow"))),
            ("calls?", ListOf(Object(("call_id", Whole()), ("phone_number", Text()), ("message_reference", Text())))),
            .. WebServiceReference.Echo(calls: true)]),
        ["TrendsError"] = Object(("error", Text("What is wrong."))),
        ["TemporaryLogin"] = Object(("login", Text("32 hex digits.")), ("password", Text())),
        ["Volume"] = Object(
            ("calls", Series("Calls.")), ("call_minutes", Series("Minutes of them.")),
            ("transfers", Series("Transfers.")),
            ("transfer_minutes", Series("Minutes of them.")), ("transfer_rate", Series("Transfers for 100 calls.")),
            ("average_call_length", Series("Seconds, over all calls."))),
    };

    public static OpenApiSchema CalleeTypes() =>
        Choice(null, Enum.GetValues<CalleeType>().Select(CallVariables.NameOf).Distinct()).OrNull();

    private const long ProfileMax = Core.Profiles.ProfileEdit.Max;

    private static (string, IOpenApiSchema) Succeeded => ("status", Choice(null, "success"));

    private static (string, IOpenApiSchema)[] Campaign =>
    [
        ("campaign_id", Whole()), ("start_date?", Text("Its first day, Eastern: `YYYY-MM-DD 00:00:00`.")),
        ("end_date?", Text("Its last day.")),
        ("start_url?", Text()), ("result_url?", Text().OrNull()),
        ("schedule_nickname?", Text("The schedule as it was given: its id or nickname.")),
        ("profiles?", ListOf(Named("CampaignProfile"))),
        ("campaign_name?", Text("Of a campaign of queuecalls; `default` is that of queuecall.")),
        ("scheduled_timestamp?", Unix("When its calls begin")),
        ("expiration_timestamp?", Unix("When its calls expire; 0 for never")),
        ("campaign_parameters?", Text()),
    ];

    private static (string, IOpenApiSchema)[] Call =>
    [
        ("call_id", Whole()), ("phone_number", Text()), ("message_reference", Text()),
        ("state", Choice(null, Enum.GetValues<CallState>().Select(state => state.Name()))), ("attempts", Whole()),
        ("callee_type", CalleeTypes()),
        ("last_attempt_timestamp", Unix("When it was last dialed; 0 for never")),
        ("in_flight_since", Unix("When the attempt that goes on began; 0 for none")),
        ("duration", Whole("Seconds.")),
        ("scheduled_timestamp", Unix("When it was to be placed; 0 where its campaign says")),
        ("expiration_timestamp", Unix("When it expires; 0 for never")),
        ("result_post", Choice("What became of the post to result_url.", "delivered", "dead", "failing").OrNull()),
        ("note", Text().OrNull()),
    ];

    private static (string, IOpenApiSchema)[] Token =>
        [("id", Whole()), ("label", Text()), ("created_at", Moment()), ("expires_at", Moment().OrNull())];

    private static (string, IOpenApiSchema)[] Account =>
    [
        ("id", Text()), ("login", Text()), ("caller_id", Text().OrNull()),
        ("caller_ids", ListOf(Text(), "Those it owns; null for any.").OrNull()),
        ("gateway", Text().OrNull()), ("time_zone", Text()), ("role", Choice(null, EnumNames.All<AccountRole>())),
        ("state", Choice(null, EnumNames.All<AccountState>())), ("calls_suspended", Flag()),
        ("calls_at_once", Whole().OrNull()),
        ("calls_per_second", Whole().OrNull()),
        ("caller_id_calls_at_once", Whole().OrNull()), ("caller_id_calls_per_second", Whole().OrNull()),
        ("created_at", Moment()),
    ];

    private static (string, IOpenApiSchema)[] Progress(string optional) =>
    [
        ($"state{optional}", Choice(null, "stopped", "started", "finished")),
        ($"counts{optional}", Named("CampaignCounts")),
        ($"summary{optional}", Named("CampaignSummary")),
    ];

    private static (string, IOpenApiSchema)[] Outlook(string optional) =>
    [
        ($"calls_per_hour{optional}", Fraction("What the window that is open now asks for.")),
        ($"doing{optional}", Text("What it does now and why, in a line for people.")),
        ($"next_call{optional}", Text("When the next call starts, Eastern.", format: "date-time").OrNull()),
        ($"last_call{optional}", Text("When the last is expected to, Eastern.", format: "date-time").OrNull()),
        ($"not_placed{optional}", Whole("How many calls find no place before the end date.")),
    ];

    private static (string, IOpenApiSchema)[] List(string accepted) =>
    [
        (accepted, Whole("How many calls the list has queued.")), ("rejected?", Whole("How many rows were left out.")),
        ("errors?", ListOf(Named("BadRow"), "The first of them.")),
    ];

    private static (string, IOpenApiSchema) Count(string state) => (state, Whole());

    private static OpenApiSchema Answer(params IEnumerable<(string, IOpenApiSchema)> members) =>
        Object(Succeeded, ("response", Object(members)));

    private static OpenApiSchema Anything() => new();

    private static OpenApiSchema Moment(string? says = null) => Text(says, format: "date-time");

    private static OpenApiSchema Series(string says) =>
        MapOf(Fraction(), $"{says} By the unix second at which each period begins.");
}
