using System.Text.Json.Nodes;
using Plum.Core.Calls;
using Plum.Core.Validation;

namespace Plum.Core.Campaigns;

/// <summary>
/// What a request says about retries: rules for each outcome (<c>retry</c>), or their plain form, or nothing.
/// </summary>
/// <param name="Rules">They replace those the campaign had, and the plain form.</param>
/// <param name="MaxRetries">The plain form, which ends rules; likewise <paramref name="Interval"/>.</param>
public sealed record RetryEdit(RetryRules? Rules, int? MaxRetries, int? Interval)
{
    /// <summary>The fields read.</summary>
    public static IReadOnlyList<string> Fields { get; } = [Retry, "max_retries", "max_retry", "retry_interval"];

    /// <summary>What there may be a rule for.</summary>
    public static IReadOnlyList<string> Outcomes { get; } = ["busy", "no_answer", "machine", "failed"];

    private const string Retry = "retry";
    private const string Budget = "max_retries";


    private bool IsPlain => MaxRetries is not null || Interval is not null;

    /// <summary>Reads the fields; the reader notes what is wrong with them.</summary>
    /// <param name="present">The campaign as it is; null when it is to be created.</param>
    public static RetryEdit Read(FieldReader fields, Campaign? present)
    {
        var retries = fields.NameOf("max_retries", "max_retry");
        if (present is not null)
        {
            fields.RequireWhereSent(Retry, retries, "retry_interval");
        }

        var edit = new RetryEdit(
            ReadRules(fields),
            (int?)fields.WholeNumber(retries, 0, CallSettings.MostRetries),
            (int?)fields.WholeNumber("retry_interval", CallSettings.ShortestInterval, CallSettings.LongestInterval));
        if (edit is { Rules: not null, IsPlain: true })
        {
            fields.Errors.Add(
                Retry, "The retry field takes the place of max_retries and retry_interval; leave those out.");
        }
        else if (edit is { IsPlain: true, MaxRetries: null } && present?.Retry is not null)
        {
            fields.Require(retries); // an interval alone would end the rules, and with them all retries
        }

        return edit;
    }

    public Campaign ApplyTo(Campaign campaign) =>
        Rules is not null ? campaign with
        {
            Retry = Rules,
            MaxRetries = 0,
            RetryInterval = CallSettings.DefaultInterval,
        }
        : IsPlain ? campaign with
        {
            Retry = null,
            MaxRetries = MaxRetries ?? campaign.MaxRetries,
            RetryInterval = Interval ?? campaign.RetryInterval,
        }
        : campaign;

    /// <summary>The rules as a request gives them.</summary>
    public static JsonObject Show(RetryRules rules)
    {
        var json = new JsonObject();
        if (rules.MaxRetries is { } budget)
        {
            json[Budget] = budget;
        }

        foreach (var (outcome, rule) in Outcomes.Zip([rules.Busy, rules.NoAnswer, rules.Machine, rules.Failed]))
        {
            if (rule is not null)
            {
                json[outcome] = new JsonObject { ["attempts"] = rule.Attempts, ["interval"] = rule.Interval };
            }
        }

        return json;
    }

    private static RetryRules? ReadRules(FieldReader fields)
    {
        if (fields.JsonObject(Retry) is not { } sent)
        {
            return null;
        }

        var retry = fields.Within(Retry, sent);
        var budget = (int?)retry.WholeNumber($"{Retry}.{Budget}", 0, CallSettings.MostRetries);
        var rules = Outcomes.Select(outcome => ReadRule(retry, $"{Retry}.{outcome}")).ToList();
        fields.Errors.RefuseOthers(
            sent.EnumerateObject().Select(field => $"{Retry}.{field.Name}"),
            Outcomes.Append(Budget).Select(field => $"{Retry}.{field}"));
        if (rules.TrueForAll(rule => rule is null) && !Outcomes.Any(outcome => fields.Errors.Has($"{Retry}.{outcome}")))
        {
            fields.Errors.Add(Retry, ValidationTexts.NeedsOne(Retry, Outcomes));
        }

        return new(budget, rules[0], rules[1], rules[2], rules[3]);
    }

    private static RetryRule? ReadRule(FieldReader retry, string path)
    {
        if (retry.JsonObject(path) is not { } sent)
        {
            return null;
        }

        var rule = retry.Within(path, sent);
        var attempts = (int?)rule.WholeNumber($"{path}.attempts", 0, CallSettings.MostRetries);
        var interval = (int?)rule.WholeNumber(
            $"{path}.interval", CallSettings.ShortestInterval, CallSettings.LongestInterval);
        rule.Require($"{path}.attempts").Errors.RefuseOthers(
            sent.EnumerateObject().Select(field => $"{path}.{field.Name}"), $"{path}.attempts", $"{path}.interval");
        return new(attempts ?? 0, interval ?? CallSettings.DefaultInterval);
    }
}
