using NodaTime;
using Plum.Core.Validation;

namespace Plum.Core.Accounts;

/// <summary>What a request for a new token says about it.</summary>
public sealed record TokenEdit(string Label, Instant? ExpiresAt)
{
    public const int MaxLabel = 64;

    /// <summary>The fields read.</summary>
    public static IReadOnlyList<string> Fields { get; } = ["label", "expires_at"];

    /// <summary>Reads it. What is wrong is in the reader's errors, and then the value means nothing.</summary>
    public static TokenEdit Read(FieldReader fields, Instant now)
    {
        var label = fields.Require("label").Text("label", MaxLabel);
        var expires = fields.PointInTime("expires_at");
        if (expires <= now)
        {
            fields.Errors.Add("expires_at", ValidationTexts.After("expires_at", "now"));
        }

        return new(label ?? "", expires);
    }
}
