using Plum.Core.Schedules;
using Plum.Core.Tests.Validation;
using Xunit;

namespace Plum.Core.Tests.Schedules;

public sealed class ScheduleEditTests
{
    [Fact]
    public void Read_TakesTheDocumentsExample()
    {
        var schedule = ScheduleEdit
            .Read(Sent.Form(("days", """["mon", "wed", "fri"]"""), ("nickname", "3wkdays")))
            .Create(6);

        Assert.Equal(6, schedule.Id);
        Assert.Equal("3wkdays", schedule.Nickname);
        Assert.Equal(["mon", "wed", "fri"], schedule.DaysAsGiven);
        Assert.Equal(Weekdays.Mon | Weekdays.Wed | Weekdays.Fri, schedule.Days);
    }

    [Fact]
    public void Read_KeepsTheOrderOfTheDays_AndEachOnce() =>
        Assert.Equal(["sun", "mon"], ScheduleEdit.Read(Sent.Json("""{"days":["SUN"," mon ","Sun"]}""")).Days);

    [Fact]
    public void Read_NamesEveryDayThatIsNone()
    {
        var fields = Sent.Json("""{"days":["monday","tue",3,null,{}]}""");
        ScheduleEdit.Read(fields);

        Assert.Equal(
            [
                "days.0: The selected days.0 is invalid.",
                "days.2: The selected days.2 is invalid.",
                "days.3: The selected days.3 is invalid.",
                "days.4: The selected days.4 is invalid.",
            ],
            fields.Errors.Lines());
    }

    [Theory]
    [InlineData("mon")]
    [InlineData("mon,wed")]
    [InlineData("{\"0\":\"mon\"}")]
    [InlineData("[\"mon\"")]
    [InlineData("7")]
    public void Read_WantsAnArrayOfDays(string days)
    {
        var fields = Sent.Form(("days", days));
        ScheduleEdit.Read(fields);

        Assert.Equal(["days: The days must be an array."], fields.Errors.Lines());
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("\"[]\"")]
    [InlineData("\"[ ]\"")]
    [InlineData("\"\"")]
    [InlineData("null")]
    public void Read_WantsADay_WhereDaysAreSent(string days)
    {
        var fields = Sent.Json($$"""{"days":{{days}}}""");
        ScheduleEdit.Read(fields);

        Assert.Equal(["days: The days field is required."], fields.Errors.Lines());
    }

    [Fact]
    public void ApplyTo_ChangesOnlyWhatWasMentioned()
    {
        var schedule = new Schedule(1, ["mon"], "old");

        Assert.Equal("old", ScheduleEdit.Read(Sent.Form(("days", "[\"tue\"]"))).ApplyTo(schedule).Nickname);
        Assert.Equal(["mon"], ScheduleEdit.Read(Sent.Form(("name", "new"))).ApplyTo(schedule).DaysAsGiven);
        Assert.Equal("new", ScheduleEdit.Read(Sent.Form(("name", "new"))).ApplyTo(schedule).Nickname);
        Assert.Null(ScheduleEdit.Read(Sent.Form(("nickname", ""))).ApplyTo(schedule).Nickname);
    }
}
