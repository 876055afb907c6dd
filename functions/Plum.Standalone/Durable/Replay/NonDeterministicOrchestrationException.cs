namespace Plum.Standalone.Durable;

/// <summary>An orchestrator did what cannot be replayed: other steps than its history records, or work outside its context.</summary>
internal sealed class NonDeterministicOrchestrationException(string message) : Exception(message);
