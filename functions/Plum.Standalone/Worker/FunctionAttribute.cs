namespace Microsoft.Azure.Functions.Worker;

/// <summary>A method the runtime calls when its trigger fires. Names are unique in an app, whatever their case.</summary>
[AttributeUsage(AttributeTargets.Method)]
public class FunctionAttribute(string name) : Attribute
{
    public string Name { get; } = name;
}
