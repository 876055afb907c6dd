namespace Plum.Standalone.Triggers;

/// <summary>What starts a function.</summary>
internal enum FunctionKind
{
    Http,
    Queue,
    Timer,
    Orchestration,
    Activity,
}
