namespace Plum.Standalone.Durable;

/// <summary>What an orchestration's history is made of. The numbers are stored: never change one.</summary>
internal enum HistoryKind
{
    TurnStarted = 0,
    ActivityScheduled = 1,
    ActivityCompleted = 2,
    ActivityFailed = 3,
    TimerCreated = 4,
    TimerFired = 5,
    TimerCanceled = 6,
    EventRaised = 7,
}
