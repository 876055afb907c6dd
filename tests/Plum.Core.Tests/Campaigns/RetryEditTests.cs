using Plum.Core.Audit;
using Plum.Core.Calls;
using Plum.Core.Campaigns;
using Plum.Core.Tests.Validation;
using Xunit;

namespace Plum.Core.Tests.Campaigns;

/// <summary>Retries in their two forms: rules for each outcome, and the plain one.</summary>
public sealed class RetryEditTests
{
    private const string Given =
        """{"max_retries":4,"busy":{"attempts":3,"interval":60},"no_answer":{"attempts":2,"interval":3600},"machine":{"attempts":1,"interval":172800},"failed":{"attempts":0,"interval":300}}""";

    private static readonly RetryRules Rules = new(4, new(3, 60), new(2, 3_600), new(1, 172_800), new(0, 300));

    private static readonly Campaign Plain = new(
        new("demo", 1),
        new(2022, 1, 1),
        new(2022, 1, 5),
        "http://h/",
        null,
        1,
        "1",
        [],
        2,
        600,
        CampaignState.Stopped,
        0,
        default,
        default);

    private static readonly Campaign Ruled = Plain with { MaxRetries = 0, RetryInterval = 300, Retry = Rules };

    [Fact]
    public void Read_TakesRules_AsJsonAndAsText_AndShowsThemAsGiven()
    {
        var json = Sent.Json($$"""{"retry":{{Given}}}""");
        var form = Sent.Form(("retry", Given));

        Assert.Equal(Rules, RetryEdit.Read(json, null).Rules);
        Assert.Equal(Rules, RetryEdit.Read(form, null).Rules);
        Assert.Empty(json.Errors.Lines().Concat(form.Errors.Lines()));
        Assert.Equal(Given, RetryEdit.Show(Rules).ToJsonString());
    }

    [Fact]
    public void Read_LeavesOutWhatIsNotGiven()
    {
        var fields = Sent.Json("""{"retry":{"busy":{"attempts":"3"},"machine":null}}""");

        Assert.Equal(new(null, new(3, 300), null, null, null), RetryEdit.Read(fields, null).Rules);
        Assert.Empty(fields.Errors.Lines());
    }

    [Theory]
    [InlineData("3", "retry: The retry must be a JSON object.")]
    [InlineData("\"busy\"", "retry: The retry must be a JSON object.")]
    [InlineData("{}", "retry: The retry needs at least one of busy, no_answer, machine, failed.")]
    [InlineData("""{"max_retries":3}""", "retry: The retry needs at least one of busy, no_answer, machine, failed.")]
    [InlineData("""{"busy":3}""", "retry.busy: The retry.busy must be a JSON object.")]
    [InlineData("""{"busy":{}}""", "retry.busy.attempts: The retry.busy.attempts field is required.")]
    [InlineData(
        """{"busy":{"attempts":11,"interval":59},"failed":{"attempts":-1,"interval":172801}}""",
        "retry.busy.attempts: The retry.busy.attempts may not be greater than 10.",
        "retry.busy.interval: The retry.busy.interval must be at least 60.",
        "retry.failed.attempts: The retry.failed.attempts must be at least 0.",
        "retry.failed.interval: The retry.failed.interval may not be greater than 172800.")]
    [InlineData(
        """{"max_retries":11,"machine":{"attempts":"two"}}""",
        "retry.max_retries: The retry.max_retries may not be greater than 10.",
        "retry.machine.attempts: The retry.machine.attempts must be an integer.")]
    [InlineData(
        """{"fax":{"attempts":1},"busy":{"attempts":1,"minutes":5}}""",
        "retry.busy.minutes: The retry.busy.minutes field is not taken here.",
        "retry.fax: The retry.fax field is not taken here.")]
    public void Read_NamesFaultsWhereTheyAre(string retry, params string[] faults)
    {
        var fields = Sent.Json($$"""{"retry":{{retry}}}""");
        RetryEdit.Read(fields, null);

        Assert.Equal(faults, fields.Errors.Lines());
    }

    /// <summary>Also where one repeats what there is: a request that is sent twice must mean the same.</summary>
    [Theory]
    [InlineData("max_retries", "2")]
    [InlineData("max_retry", "4")]
    [InlineData("retry_interval", "600")]
    public void Read_RefusesBothForms(string field, string value)
    {
        foreach (var present in new[] { null, Plain, Ruled })
        {
            var fields = Sent.Form(("retry", Given), (field, value));
            RetryEdit.Read(fields, present);

            Assert.Equal(
                ["retry: The retry field takes the place of max_retries and retry_interval; leave those out."],
                fields.Errors.Lines());
        }
    }

    [Fact]
    public void Update_ReplacesOneFormByTheOther()
    {
        Assert.Equal(Ruled, Updated(Plain, ("retry", Given)));
        Assert.Equal(Plain with { RetryInterval = 300 }, Updated(Ruled, ("max_retries", "2")));
        Assert.Equal(Plain, Updated(Ruled, ("max_retries", "2"), ("retry_interval", "600")));
        Assert.Equal(Plain with { RetryInterval = 900 }, Updated(Plain, ("retry_interval", "900")));
        Assert.Equal(Ruled, Updated(Ruled));
        Assert.Equal(Ruled, Updated(Ruled, ("retry", Given)));
    }

    [Theory]
    // alone it would end all retries
    [InlineData("retry_interval", "900", "max_retries: The max retries field is required.")]
    [InlineData("retry", "", "retry: The retry field is required.")]
    [InlineData("max_retries", "", "max_retries: The max retries field is required.")]
    public void Update_DoesNotEndRules_ByTheWay(string field, string value, string fault)
    {
        var fields = Sent.Form((field, value));
        RetryEdit.Read(fields, Ruled);

        Assert.Equal([fault], fields.Errors.Lines());
    }

    [Theory]
    [InlineData(0, 0, false)]
    [InlineData(0, 1, true)]
    [InlineData(1, 0, true)]
    public void Campaign_MayRetry_InEitherForm(int plain, int machine, bool may) => Assert.Equal(
        may, (Plain with
        {
            MaxRetries = plain,
            Retry = plain > 0 ? null : new(null, null, null, new(machine, 60), null),
        }).MayRetry);

    [Fact]
    public void Audit_ShowsTheFormInUse() => Assert.Equal(
        """{"retry":{"from":null,"to":{"busy":{"attempts":1,"interval":60}}},"max_retries":{"from":2,"to":null},"retry_interval":{"from":600,"to":null}}""",
        AuditChanges.Write(AuditChanges.Between(
            AuditedFields.Of(Plain),
            AuditedFields.Of(Plain with { Retry = new(null, new(1, 60), null, null, null) }))));

    private static Campaign Updated(Campaign present, params (string Name, string Value)[] sent)
    {
        var fields = Sent.Form(sent);
        var edit = RetryEdit.Read(fields, present);
        Assert.Empty(fields.Errors.Lines());
        return edit.ApplyTo(present);
    }
}
