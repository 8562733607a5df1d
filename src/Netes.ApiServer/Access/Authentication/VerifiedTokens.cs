using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace Netes.ApiServer.Access.Authentication;

/// <summary>Remembers what tokens with a good signature say, by hash; so that the tokens themselves stay nowhere in memory.</summary>
internal sealed class VerifiedTokens<T> where T : class
{
    private const int Max = 16384;
    private readonly ConcurrentDictionary<UInt128, T> known = new();

    public T? Find(string token) => known.GetValueOrDefault(Hash(token));

    public void Add(string token, T claims)
    {
        if (known.Count >= Max) known.Clear();
        known[Hash(token)] = claims;
    }

    private static UInt128 Hash(string token)
    {
        Span<byte> text = token.Length <= 1024 ? stackalloc byte[3 * 1024] : new byte[Encoding.UTF8.GetMaxByteCount(token.Length)];
        int length = Encoding.UTF8.GetBytes(token, text);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(text[..length], hash);
        return System.Runtime.InteropServices.MemoryMarshal.Read<UInt128>(hash);
    }
}
