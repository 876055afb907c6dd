using Plum.Core.Pacing;
using Plum.Core.Profiles;
using Plum.Core.Tests.Validation;
using Xunit;

namespace Plum.Core.Tests.Profiles;

public sealed class ProfileEditTests
{
    [Fact]
    public void Read_TakesTheDocumentsExample()
    {
        var fields = Sent.Form(
            ("period", "30"),
            ("amount_per_period", "100"),
            ("nickname", "MorningPace"),
            ("time_between_periods", "10"));

        Assert.Equal(new Profile(6, "MorningPace", new Pace(30, 100, 10)), ProfileEdit.Read(fields).Create(6));
        Assert.True(fields.Errors.None);
    }

    [Fact]
    public void Read_NamesEveryFault()
    {
        var fields = Sent.Json(
            """{"period":0,"amount_per_period":"many","time_between_periods":-1,"spread":"wide","nickname":[]}""");
        ProfileEdit.Read(fields);

        Assert.Equal(
            [
                "period: The period must be at least 1.",
                "amount_per_period: The amount per period must be an integer.",
                "time_between_periods: The time between periods must be at least 0.",
                "spread: The selected spread is invalid.",
            ],
            fields.Errors.Lines());
    }

    [Theory]
    [InlineData("period")]
    [InlineData("amount_per_period")]
    [InlineData("time_between_periods")]
    [InlineData("spread")]
    public void Read_RefusesNull_WhereAnUpdateCannotTakeAValueAway(string field)
    {
        var fields = Sent.Json($$"""{"{{field}}":null}""");
        ProfileEdit.Read(fields, new Profile(1, "old", new Pace(30, 100, 10)));

        Assert.Equal([$"{field}: The {field.Replace('_', ' ')} field is required."], fields.Errors.Lines());
    }

    [Fact]
    public void ApplyTo_ChangesOnlyWhatWasMentioned()
    {
        var profile = new Profile(1, "old", new Pace(30, 100, 10));

        Assert.Equal(
            profile with { Pace = new(30, 50, 10) },
            ProfileEdit.Read(Sent.Form(("amount_per_period", "50"))).ApplyTo(profile));
        Assert.Equal(
            profile with { Pace = new(30, 100, 10, Spread.Burst) },
            ProfileEdit.Read(Sent.Form(("spread", "Burst"))).ApplyTo(profile));
        Assert.Equal(
            profile with { Nickname = "new" }, ProfileEdit.Read(Sent.Form(("nickname", "new"))).ApplyTo(profile));
    }
}
