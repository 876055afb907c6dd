namespace Plum.Standalone.Durable;

/// <summary>An orchestrator did what cannot be replayed: other steps than recorded, or work outside its context.</summary>
internal sealed class NonDeterministicOrchestrationException(string message) : Exception(message);
