using System.Text.Json.Nodes;
using NodaTime;

namespace Plum.Core.Audit;

/// <summary>An entry of an account's audit log. Once written it stays as it is.</summary>
/// <param name="Sequence">Its number in the log, from 1 upwards without a gap.</param>
/// <param name="By">Who made the change: <c>token 3 (nightly import)</c>, <c>login demo</c>, <c>service</c>.</param>
/// <param name="Action">What was done: created, updated, deleted, started, stopped, …</param>
/// <param name="What">What it was done to: <c>schedule 3</c>, <c>campaign 12</c>.</param>
/// <param name="Changes">By field, from what to what.</param>
public sealed record AuditEntry(int Sequence, Instant At, string By, string Action, string What, JsonObject Changes);
