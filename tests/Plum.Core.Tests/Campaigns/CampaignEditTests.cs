using NodaTime;
using Plum.Core.Campaigns;
using Plum.Core.Tests.Validation;
using Plum.Core.Validation;
using Xunit;

namespace Plum.Core.Tests.Campaigns;

public sealed class CampaignEditTests
{
    private const string Example = """
        {"start_date":"2022-01-01","end_date":"2022-01-05","schedule_id":6,"start_url":"http://h/start.php","result_url":"http://h/result.php",
         "profiles":[{"profile":"MorningPace","start_time":"08:00","end_time":"11:00"}]}
        """;

    private static readonly Instant Now = Instant.FromUtc(2021, 12, 31, 17, 0);

    private static readonly Campaign Present = CampaignEdit.Read(Sent.Json(Example))
        .Create(new("demo", 2), 6, [new(5, new(8, 0), new(11, 0))], Now);

    [Fact]
    public void Read_TakesTheDocumentsExample()
    {
        var fields = Sent.Json(Example);
        var edit = CampaignEdit.Read(fields);

        Assert.True(fields.Errors.None);
        Assert.Equal("6", edit.Schedule);
        Assert.Equal(new WindowEdit(0, "MorningPace", new(8, 0), new(11, 0)), Assert.Single(edit.Windows!));
        Assert.Equal((0, 300, CampaignState.Stopped), (Present.MaxRetries, Present.RetryInterval, Present.State));
    }

    [Theory]
    [InlineData(
        """[{"profile":"P","start_time":"11:00","end_time":"08:00"}]""",
        "profiles.0.end_time: The profiles.0.end_time must be a date after profiles.0.start_time.")]
    [InlineData(
        """[{"profile":"P","start_time":"08:00","end_time":"08:00"}]""",
        "profiles.0.end_time: The profiles.0.end_time must be a date after profiles.0.start_time.")]
    [InlineData(
        """[{"profile":"P","start_time":"8","end_time":"25:00"}]""",
        "profiles.0.start_time: The profiles.0.start_time does not match the format H:i.",
        "profiles.0.end_time: The profiles.0.end_time does not match the format H:i.")]
    [InlineData(
        """[{}]""",
        "profiles.0.profile: The profiles.0.profile field is required.",
        "profiles.0.start_time: The profiles.0.start_time field is required.",
        "profiles.0.end_time: The profiles.0.end_time field is required.")]
    [InlineData("""["MorningPace"]""", "profiles.0: The profiles.0 must be an array.")]
    [InlineData("""{"profile":"P"}""", "profiles: The profiles must be an array.")]
    [InlineData("\"not json\"", "profiles: The profiles must be an array.")]
    [InlineData("[]", "profiles: The profiles field is required.")]
    [InlineData("\"[]\"", "profiles: The profiles field is required.")]
    [InlineData("null", "profiles: The profiles field is required.")]
    [InlineData(
        """[{"profile":"P","start_time":"24:00","end_time":"24:00"}]""",
        "profiles.0.start_time: The profiles.0.start_time does not match the format H:i.")]
    [InlineData(
        """[{"profile":"P","start_time":"08:00","end_time":"24:01"}]""",
        "profiles.0.end_time: The profiles.0.end_time does not match the format H:i.")]
    [InlineData(
        """[{"profile":"P","start_time":"08:00","end_time":"11:00","days":["mon"]}]""",
        "profiles.0.days: The profiles.0.days field is not taken here.")]
    public void Read_NamesTheFaultsOfAWindow(string profiles, params string[] errors)
    {
        var fields = Sent.Json($$"""{"profiles":{{profiles}}}""");
        CampaignEdit.Read(fields);

        Assert.Equal(errors, fields.Errors.Lines());
    }

    [Fact]
    public void Read_RefusesWindowsThatOverlap()
    {
        var fields = Windows(("08:00", "12:00"), ("11:59", "16:00"));
        CampaignEdit.Read(fields);

        Assert.Equal(["profiles: The profiles may not overlap: 08:00-12:00 and 11:59-16:00."], fields.Errors.Lines());
    }

    [Fact]
    public void Read_TakesWindowsThatTouch_InAnyOrder()
    {
        var fields = Windows(("12:00", "16:00"), ("08:00", "12:00"));

        Assert.Equal(2, CampaignEdit.Read(fields).Windows!.Count);
        Assert.True(fields.Errors.None);
    }

    [Theory]
    [InlineData("22:00", "24:00")]
    [InlineData("22:00", "00:00")]
    [InlineData("00:00", "24:00")]
    [InlineData("00:00", "00:00")]
    public void Read_TakesAWindowThatReachesMidnight(string start, string end)
    {
        var fields = Windows((start, end));

        Assert.Equal(LocalTime.Midnight, Assert.Single(CampaignEdit.Read(fields).Windows!).End);
        Assert.True(fields.Errors.None);
    }

    [Theory]
    [InlineData("24:00", "20:00-24:00 and 23:00-23:30")]
    [InlineData("00:00", "20:00-24:00 and 23:00-23:30")]
    public void Read_RefusesAWindowInsideOneThatReachesMidnight(string end, string overlap)
    {
        var fields = Windows(("20:00", end), ("23:00", "23:30"));
        CampaignEdit.Read(fields);

        Assert.Equal([$"profiles: The profiles may not overlap: {overlap}."], fields.Errors.Lines());
    }

    [Fact]
    public void Read_TakesWhatGetCampaignGives()
    {
        var fields = Sent.Json("""
            {"campaign_id":2,"start_date":"2022-01-01 00:00:00","end_date":"2022-01-05 00:00:00","start_url":"http://h/start.php","result_url":null,
             "schedule_nickname":"6","profiles":[{"profile_id":5,"nickname":"MorningPace","start_time":"08:00","end_time":"24:00"}]}
            """);
        var edit = CampaignEdit.Read(fields, Present);

        Assert.Empty(fields.Errors.Lines());
        Assert.Equal((new LocalDate(2022, 1, 1), new LocalDate(2022, 1, 5)), (edit.StartDate, edit.EndDate));
        Assert.Equal(("5", "MorningPace"), (edit.Windows![0].Profile, edit.Windows[0].Nickname));
        Assert.Null(edit.Schedule); // as it was given, whatever that schedule is called by now
        Assert.Equal("other", CampaignEdit.Read(Sent.Form(("schedule_nickname", "other")), Present).Schedule);
        Assert.Equal(
            "9", CampaignEdit.Read(Sent.Form(("schedule", "9"), ("schedule_nickname", "6")), Present).Schedule);
    }

    [Theory]
    [InlineData("start_date")]
    [InlineData("end_date")]
    [InlineData("start_url")]
    [InlineData("schedule")]
    [InlineData("profiles")]
    [InlineData("max_retries")]
    [InlineData("retry_interval")]
    public void Read_RefusesNull_WhereAnUpdateCannotTakeAValueAway(string field)
    {
        var fields = Sent.Json($$"""{"{{field}}":null}""");
        CampaignEdit.Read(fields, Present);

        Assert.Equal([$"{field}: The {field.Replace('_', ' ')} field is required."], fields.Errors.Lines());
    }

    [Fact]
    public void Read_RefusesMoreWindowsThanHours()
    {
        var fields = Windows([.. Enumerable.Range(0, 25).Select(i => ($"10:{i:D2}", $"10:{i + 1:D2}"))]);
        CampaignEdit.Read(fields);

        Assert.Equal(["profiles: The profiles may not have more than 24 items."], fields.Errors.Lines());
    }

    [Theory]
    [InlineData("""{"start_date":"2022-01-06","end_date":"2022-01-05"}""", true)]
    [InlineData("""{"start_date":"2022-01-05","end_date":"2022-01-05"}""", false)]
    [InlineData("""{"start_date":"2022-01-06"}""", true)] // the campaign ends on the 5th
    [InlineData("""{"end_date":"2021-12-31"}""", true)] // and begins on the 1st
    [InlineData("""{"end_date":"2022-03-01"}""", false)]
    public void Read_RefusesAnEndBeforeTheStart(string body, bool refused)
    {
        var fields = Sent.Json(body);
        CampaignEdit.Read(fields, Present);

        Assert.Equal(
            refused ? ["end_date: The end date must be a date after or equal to start date."] : [],
            fields.Errors.Lines());
    }

    [Theory]
    [InlineData("max_retries", "11", "The max retries may not be greater than 10.")]
    [InlineData("max_retry", "-1", "The max retry must be at least 0.")]
    [InlineData("retry_interval", "59", "The retry interval must be at least 60.")]
    [InlineData("retry_interval", "172801", "The retry interval may not be greater than 172800.")]
    public void Read_RefusesRetriesOutOfBounds(string field, string value, string message)
    {
        var fields = Sent.Form((field, value));
        CampaignEdit.Read(fields);

        Assert.Equal([$"{field}: {message}"], fields.Errors.Lines());
    }

    [Fact]
    public void ApplyTo_RaisesTheEpoch_AndBeginsAFreshPeriodOnlyWithOtherWindows()
    {
        var later = Now + Duration.FromHours(1);
        var dates = CampaignEdit
            .Read(Sent.Form(("end_date", "2022-02-01")), Present)
            .ApplyTo(Present, 6, Present.Profiles, later);
        var windows = CampaignEdit
            .Read(Sent.Json("{}"), Present)
            .ApplyTo(Present, 6, [new(5, new(9, 0), new(11, 0))], later);

        Assert.Equal(
            (Present.Epoch + 1, Present.Anchor, new LocalDate(2022, 2, 1)), (dates.Epoch, dates.Anchor, dates.EndDate));
        Assert.Equal((Present.Epoch + 1, later + CampaignMoves.TakesEffect), (windows.Epoch, windows.Anchor));
    }

    [Fact]
    public void ApplyTo_TakesTheResultUrlAway_WhenItIsSentEmpty()
    {
        Assert.Null(CampaignEdit.Read(Sent.Form(("result_url", "")), Present).ApplyTo(
            Present, 6, Present.Profiles, Now).ResultUrl);
        Assert.Equal(
            Present.ResultUrl,
            CampaignEdit.Read(Sent.Form(), Present).ApplyTo(Present, 6, Present.Profiles, Now).ResultUrl);
    }

    private static FieldReader Windows(params (string Start, string End)[] windows) => Sent.Json(
        $$"""{"profiles":[{{string.Join(',', windows.Select(w => $$"""{"profile":"P","start_time":"{{w.Start}}","end_time":"{{w.End}}"}"""))}}]}""");
}
