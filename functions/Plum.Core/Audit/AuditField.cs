using System.Text.Json.Nodes;

namespace Plum.Core.Audit;

/// <summary>One field of something that is audited, under the name the interface gives it.</summary>
/// <param name="Value">As JSON; null where there is none.</param>
/// <param name="IsSecret">The log tells that it changed, and never what it is or was.</param>
public sealed record AuditField(string Name, JsonNode? Value, bool IsSecret = false)
{
    /// <summary>The name alone: a secret must not reach a log by way of a message.</summary>
    public override string ToString() => Name;
}
