using Plum.Core.Validation;
using Xunit;

namespace Plum.Core.Tests.Validation;

public sealed class FieldReaderTests
{
    [Theory]
    [InlineData("\"30\"", 30)]
    [InlineData("30", 30)]
    [InlineData("\" 30 \"", 30)]
    [InlineData("\"+30\"", 30)]
    [InlineData("\"0\"", 0)]
    [InlineData("\"99999999999\"", 99_999_999_999)]
    public void WholeNumber_IsRead_HoweverItWasSent(string json, long expected)
    {
        var fields = Sent.Json($$"""{"n":{{json}}}""");

        Assert.Equal(expected, fields.WholeNumber("n", 0, 99_999_999_999));
        Assert.True(fields.Errors.None);
    }

    [Theory]
    [InlineData("\"thirty\"", "n: The n must be an integer.")]
    [InlineData("\"3.5\"", "n: The n must be an integer.")]
    [InlineData("3.5", "n: The n must be an integer.")]
    [InlineData("1e3", "n: The n must be an integer.")]
    [InlineData("\"0x10\"", "n: The n must be an integer.")]
    [InlineData("\"030\"", "n: The n must be an integer.")]
    [InlineData("\"--3\"", "n: The n must be an integer.")]
    [InlineData("\"３\"", "n: The n must be an integer.")]
    [InlineData("true", "n: The n must be an integer.")]
    [InlineData("[3]", "n: The n must be an integer.")]
    [InlineData("\"0\"", "n: The n must be at least 1.")]
    [InlineData("\"-5\"", "n: The n must be at least 1.")]
    [InlineData("\"100000000000\"", "n: The n may not be greater than 99999999999.")]
    [InlineData("\"9999999999999999999999999\"", "n: The n may not be greater than 99999999999.")]
    public void WholeNumber_IsRefused_WhenItIsNone(string json, string error)
    {
        var fields = Sent.Json($$"""{"n":{{json}}}""");

        Assert.Null(fields.WholeNumber("n", 1, 99_999_999_999));
        Assert.Equal([error], fields.Errors.Lines());
    }

    [Theory]
    [InlineData("2022-01-01", true)]
    [InlineData("2024-02-29", true)]
    [InlineData("2022-02-29", false)]
    [InlineData("2022-02-30", false)]
    [InlineData("2022-1-1", false)]
    [InlineData("01/02/2022", false)]
    [InlineData("2022-01-01 00:00:00", true)] // as Get Campaigns shows it
    [InlineData("2022-01-01 08:00:00", false)]
    [InlineData("2022-01-01 00:00", false)]
    [InlineData("tomorrow", false)]
    [InlineData("0000-00-00", false)]
    public void Date_IsADayThatExists(string text, bool valid)
    {
        var fields = Sent.Form(("start_date", text));

        Assert.Equal(valid, fields.Date("start_date") is not null);
        Assert.Equal(
            valid ? [] : ["start_date: The start date does not match the format Y-m-d."], fields.Errors.Lines());
    }

    [Theory]
    [InlineData("08:00", true)]
    [InlineData("23:59", true)]
    [InlineData("24:00", false)]
    [InlineData("8:00", false)]
    [InlineData("08:00:00", false)]
    [InlineData("8am", false)]
    public void Time_IsHourAndMinute(string text, bool valid) =>
        Assert.Equal(valid, Sent.Form(("t", text)).Time("t") is not null);

    [Theory]
    [InlineData("24:00", true)]
    [InlineData(" 24:00 ", true)]
    [InlineData("00:00", true)]
    [InlineData("24:01", false)]
    [InlineData("24", false)]
    public void EndTime_IsMidnight_AtBothEndsOfADay(string text, bool valid) =>
        Assert.Equal(valid ? NodaTime.LocalTime.Midnight : null, Sent.Form(("t", text)).EndTime("t"));

    [Theory]
    [InlineData("http://charles.plumgroup.com/~schan/src/charles/vxml/start.php", true)]
    [InlineData("https://host:8443/a?b=c#d", true)]
    [InlineData("http://localhost/x", true)]
    [InlineData("ftp://host/x", false)]
    [InlineData("javascript:alert(1)", false)]
    [InlineData("//host/x", false)]
    [InlineData("host/x", false)]
    [InlineData("http://", false)]
    [InlineData("http://user:secret@host/", false)]
    [InlineData("file:///etc/passwd", false)]
    public void Url_IsAbsoluteHttp_WithoutCredentials(string text, bool valid)
    {
        var fields = Sent.Form(("start_url", text));

        Assert.Equal(valid ? text : null, fields.Url("start_url"));
        Assert.Equal(valid ? [] : ["start_url: The start url format is invalid."], fields.Errors.Lines());
    }

    [Fact]
    public void Text_CountsCharacters_NotCodeUnits()
    {
        var telephones = string.Concat(Enumerable.Repeat("📞", 64));

        Assert.Equal(telephones, Sent.Form(("nickname", telephones)).Text("nickname", 64));

        var fields = Sent.Form(("nickname", telephones + "x"));
        Assert.Null(fields.Text("nickname", 64));
        Assert.Equal(["nickname: The nickname may not be greater than 64 characters."], fields.Errors.Lines());
    }

    [Theory]
    [InlineData("\"a\\u0000b\"", "nickname: The nickname may not contain control characters.")]
    [InlineData("\"a\\nb\"", "nickname: The nickname may not contain control characters.")]
    [InlineData("\"\\ud800\"", "nickname: The nickname must be a string.")]
    [InlineData("{}", "nickname: The nickname must be a string.")]
    [InlineData("[\"a\"]", "nickname: The nickname must be a string.")]
    [InlineData("true", "nickname: The nickname must be a string.")]
    public void Text_IsRefused_WhenItIsNone(string json, string error)
    {
        var fields = Sent.Json($$"""{"nickname":{{json}}}""");

        Assert.Null(fields.Text("nickname", 64));
        Assert.Equal([error], fields.Errors.Lines());
    }

    [Theory]
    [InlineData("""{}""")]
    [InlineData("""{"days":null}""")]
    [InlineData("""{"days":""}""")]
    [InlineData("""{"days":"  "}""")]
    [InlineData("""{"days":[]}""")]
    public void Require_NotesWhatHasNoValue(string body) =>
        Assert.Equal(["days: The days field is required."], Sent.Json(body).Require("days").Errors.Lines());

    [Fact]
    public void Errors_KeepTheirOrder_AndAllMessagesOfAField()
    {
        var errors = new FieldErrors();
        errors.Add("b", "one");
        errors.Add("a", "two");
        errors.Add("b", "three");

        Assert.Equal(["b: one", "b: three", "a: two"], errors.Lines());
    }

    [Fact]
    public void NestedPaths_AreShownRaw_AndOthersWithBlanks()
    {
        Assert.Equal("The amount per period field is required.", ValidationTexts.Required("amount_per_period"));
        Assert.Equal("The profiles.0.start_time field is required.", ValidationTexts.Required("profiles.0.start_time"));
    }
}
