using NodaTime;
using Plum.Core.Accounts;
using Plum.Core.Tests.Validation;
using Xunit;

namespace Plum.Core.Tests.Accounts;

public sealed class AccountEditTests
{
    private static readonly Account Stored = new(
        "demo", "demo", "hash", Instant.MinValue, CallerId: "6175550100", SigningKey: "key");

    [Theory]
    [InlineData("pin", "123", "The pin must be at least 4 characters.")]
    [InlineData("pin", "12345678901234567", "The pin may not be greater than 16 characters.")]
    [InlineData("pin", "12\t34", "The pin may not contain control characters.")]
    [InlineData("pin", "", "The pin field is required.")]
    [InlineData("login", "a:b", "The login format is invalid.")]
    [InlineData("caller_id", "617", "The caller id format is invalid.")]
    [InlineData("time_zone", "Eastern", "The selected time zone is invalid.")]
    [InlineData("role", "owner", "The selected role is invalid.")]
    [InlineData("state", "", "The state field is required.")]
    public void Field_ThatWillNotDo_IsNamed(string field, string value, string message)
    {
        var fields = Sent.Form((field, value));
        AccountEdit.Read(fields);

        Assert.Equal([$"{field}: {message}"], fields.Errors.Lines());
    }

    [Fact]
    public void Edit_ChangesWhatItMentions()
    {
        var edit = AccountEdit.Read(
            Sent.Form(("pin", "4711"), ("caller_id", ""), ("role", "Admin"), ("state", "suspended")));

        Assert.Equal(
            Stored with
            {
                PinHash = "new",
                CallerId = null,
                Role = AccountRole.Admin,
                State = AccountState.Suspended,
                Resumptions = 1,
            },
            edit.ApplyTo(Stored, "new"));
        Assert.DoesNotContain("4711", $"{edit}");
    }

    /// <summary>What was given out before may show what is taken away.</summary>
    [Theory]
    [InlineData("caller_ids", "2125550100", 1)]
    [InlineData("caller_ids", "", 1)]
    [InlineData("caller_ids", "6175550100", 0)] // as it is
    [InlineData("gateway", "second", 1)]
    [InlineData("calls_at_once", "5", 0)]
    public void Edit_OfWhatCallsShow_OutdatesWhatWasGivenOut(string field, string value, int times)
    {
        var stored = Stored with { CallerIds = ["6175550100"] };

        Assert.Equal(times, AccountEdit.Read(Sent.Form((field, value))).ApplyTo(stored, null).Resumptions);
    }

    [Fact]
    public void Edit_OfNothing_ChangesNothing() =>
        Assert.Equal(Stored, AccountEdit.Read(Sent.Form()).ApplyTo(Stored, null));
}
