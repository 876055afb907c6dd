namespace Plum.Standalone.Durable;

/// <summary>What an orchestrator is told of itself: one start of an instance, up to its end or its ContinueAsNew.</summary>
/// <param name="Id">Unique for each start and each ContinueAsNew.</param>
/// <param name="Input">JSON.</param>
internal sealed record Execution(string Name, string InstanceId, string Id, string? Input);
