using Netes.Cel.Syntax;

namespace Netes.Cel;

/// <summary>Functions, macros and types that an environment can be extended by.</summary>
public sealed class CelLibrary
{
    internal CelLibrary()
    {
    }

    internal List<Overload> Functions { get; } = [];

    internal List<(MacroKey Key, MacroExpander Expand)> Macros { get; } = [];

    /// <summary>Types that have a name in the language.</summary>
    internal List<CelType> Types { get; } = [];

    internal void Global(string name, string id, CelType[] parameters, CelType result, CelFunction? invoke) =>
        Functions.Add(new(name, id, isMember: false, parameters, result, invoke));

    internal void Member(string name, string id, CelType[] parameters, CelType result, CelFunction? invoke) =>
        Functions.Add(new(name, id, isMember: true, parameters, result, invoke));
}
